using System.Globalization;
using System.Text.Json;
using Samokoder.AgentService.Browsers.DevTools;

namespace Samokoder.AgentService.Browsers.Pages;

/// <summary>
/// What a page says and asks for, as the browser reports it. A new document begins a new log. Safe to read while it is written.
/// </summary>
/// <param name="origin">Where the app is; requests to elsewhere cannot succeed here and are no fault of the app.</param>
internal sealed class PageLog(Func<string> origin)
{
    private const int MaxMessages = 60;
    private const int MaxText = 1_500;
    private const int OutdatedDependency = 504;

    private readonly Lock gate = new();
    private readonly List<PageMessage> messages = [];
    private readonly Dictionary<string, (string Url, string Kind, string Method)> requests = new(StringComparer.Ordinal);
    private int omitted;
    private int documents;
    private bool loaded;
    private bool reloads;
    private bool elsewhere;
    private long lastActivity;

    /// <summary>Counts main documents: rises with each navigation of the page.</summary>
    public int Documents => Read(() => documents);

    /// <summary>The document and what it asked for at its start is there.</summary>
    public bool Loaded => Read(() => loaded);

    /// <summary>True while the dev server has announced that it will load the page again: it has prepared dependencies anew.</summary>
    public bool WillReload => Read(() => reloads);

    /// <summary>Requests under way, and when one last began or ended (<see cref="Environment.TickCount64"/>).</summary>
    public (int Open, long LastActivity) Network => Read(() => (requests.Count, lastActivity));

    public IReadOnlyList<PageMessage> Messages => Read(() => messages.ToList());

    /// <summary>Messages beyond those that are kept.</summary>
    public int Omitted => Read(() => omitted);

    public void Take(DevToolsEvent happened)
    {
        lock (gate)
            Handle(happened.Method, happened.Params);
    }

    public void Note(string text) => Add(new PageMessage(PageMessageKind.Note, text));

    private void Handle(string method, JsonElement data)
    {
        switch (method)
        {
            case "Runtime.consoleAPICalled": Add(ConsoleMessages.OfConsole(data, origin())); break;
            case "Runtime.exceptionThrown": AddUncaught(ConsoleMessages.OfException(data.Child("exceptionDetails"), origin())); break;
            case "Log.entryAdded": AddEntry(data.Child("entry")); break;
            case "Network.requestWillBeSent": Begin(data); break;
            case "Network.responseReceived": Answered(data); break;
            case "Network.loadingFinished": End(data); break;
            case "Network.loadingFailed": Failed(data); break;
            case "Page.frameNavigated" when data.Child("frame").Text("parentId").Length == 0: Navigated(); break;
            case "Page.loadEventFired": loaded = true; break;
        }
    }

    private void Navigated()
    {
        documents++;
        loaded = false;
        reloads = false;
        elsewhere = false;
        messages.Clear();
        omitted = 0;
    }

    private void Begin(JsonElement data)
    {
        // These stay open for as long as the page does.
        if (data.Text("type") is "WebSocket" or "EventSource" or "Ping")
            return;
        var request = data.Child("request");
        requests[data.Text("requestId")] = (request.Text("url"), data.Text("type"), request.Text("method"));
        Touch();
    }

    private void Answered(JsonElement data)
    {
        var response = data.Child("response");
        var (url, status) = (response.Text("url"), response.Number("status"));
        if (response.Text("mimeType") == "text/event-stream")
            requests.Remove(data.Text("requestId"));
        if (status == OutdatedDependency)
            reloads = true;
        if (status < 400 || !IsOwn(url) || url.EndsWith("/favicon.ico", StringComparison.Ordinal))
            return;
        var method = requests.TryGetValue(data.Text("requestId"), out var request) ? request.Method : "GET";
        Add(new PageMessage(PageMessageKind.FailedRequest, string.Create(CultureInfo.InvariantCulture, $"{method} {Shorten(url)} was answered with {status} {response.Text("statusText")}").TrimEnd()));
    }

    private void End(JsonElement data)
    {
        requests.Remove(data.Text("requestId"));
        Touch();
    }

    private void Failed(JsonElement data)
    {
        Touch();
        if (!requests.Remove(data.Text("requestId"), out var request) || data.Flag("canceled"))
            return;
        if (IsOwn(request.Url))
            Add(new PageMessage(PageMessageKind.FailedRequest, $"{request.Method} {Shorten(request.Url)} failed: {data.Text("errorText")}"));
        else
            NoteElsewhere(request.Url);
    }

    private void NoteElsewhere(string url)
    {
        elsewhere = true;
        Add(new PageMessage(PageMessageKind.Note, $"{Bound(url, 200)} cannot be reached: this browser reaches the app only."));
    }

    /// <summary>The browser's own words on a failed request repeat what the request's end said.</summary>
    private void AddEntry(JsonElement entry)
    {
        if (entry.Text("source") == "network" || entry.Text("level") != "error")
            return;
        Add(new PageMessage(PageMessageKind.ConsoleError, Bound(entry.Text("text"), MaxText)));
    }

    /// <summary>A page that did not expect a request to elsewhere to fail is not broken: it fails here only.</summary>
    private void AddUncaught(PageMessage message) =>
        Add(elsewhere && message.Text.Contains("Failed to fetch", StringComparison.Ordinal) ? message with { Kind = PageMessageKind.Note } : message);

    private void Add(PageMessage message)
    {
        lock (gate)
        {
            if (messages.Count >= MaxMessages || messages.Contains(message))
                omitted++;
            else
                messages.Add(message with { Text = Bound(message.Text, MaxText) });
        }
    }

    private void Touch() => lastActivity = Environment.TickCount64;

    private bool IsOwn(string url) => url.StartsWith(origin(), StringComparison.Ordinal);

    private string Shorten(string url) => Bound(IsOwn(url) ? url[origin().Length..] : url, 300);

    private static string Bound(string text, int max) => text.Length <= max ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[max - 1]) ? max - 1 : max), "…");

    private T Read<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }
}
