using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Samokoder.Contracts;
using Samokoder.Data.Accounts;

namespace Samokoder.Tests.ApiService;

/// <summary>What one request costs: its SQL statements in their order, and how often a password was hashed or checked.</summary>
internal sealed class WorkMeter : IPasswordHasher<User>, IDisposable
{
    private readonly PasswordHasher<User> _hasher = new();
    private readonly ConcurrentQueue<(ActivityTraceId Trace, string Statement)> _statements = new();
    private readonly ActivityListener _listener;
    private int _hashes;

    public WorkMeter()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if ((activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string statement)
                    _statements.Enqueue((activity.TraceId, statement));
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public string HashPassword(User user, string password)
    {
        Interlocked.Increment(ref _hashes);
        return _hasher.HashPassword(user, password);
    }

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _hashes);
        return _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }

    public async Task<(string Answer, int Hashes, string Statements)> MeasureAsync(Uri api, string path, object body)
    {
        var (trace, before) = (ActivityTraceId.CreateRandom(), _hashes);
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = api };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, body.GetType(), options: ContractJson.Options) };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await http.SendAsync(request);
        var text = $"{(int)answer.StatusCode} {string.Join(", ", answer.Headers.Select(h => h.Key).Order())} {await answer.Content.ReadAsStringAsync()}".Replace(trace.ToString(), "", StringComparison.Ordinal);
        return (text, _hashes - before, string.Join("\n", _statements.Where(s => s.Trace == trace).Select(s => s.Statement)));
    }

    public void Dispose() => _listener.Dispose();
}
