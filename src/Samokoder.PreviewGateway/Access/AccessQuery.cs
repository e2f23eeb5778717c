using Samokoder.Messaging.Previews;

namespace Samokoder.PreviewGateway.Access;

/// <summary>The ticket or the link's token in a query string; the rest of the query stays as it was written.</summary>
internal static class AccessQuery
{
    private const string TicketPrefix = PreviewTickets.QueryParameter + "=";
    private const string LinkPrefix = PreviewTickets.LinkParameter + "=";

    public static bool IsIn(QueryString query) => query.Value is { Length: > 1 } text
        && (text.Contains(TicketPrefix, StringComparison.Ordinal) || text.Contains(LinkPrefix, StringComparison.Ordinal))
        && Parts(text).Any(IsOurs);

    public static string? Ticket(QueryString query) => Find(query, TicketPrefix);

    public static string? Link(QueryString query) => Find(query, LinkPrefix);

    public static string Without(QueryString query)
    {
        var rest = string.Join('&', Parts(query.Value ?? "?").Where(part => !IsOurs(part)));
        return rest.Length == 0 ? "" : "?" + rest;
    }

    private static string? Find(QueryString query, string prefix) =>
        Parts(query.Value ?? "?").FirstOrDefault(part => part.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];

    private static string[] Parts(string query) => query[1..].Split('&');

    private static bool IsOurs(string part) =>
        part.StartsWith(TicketPrefix, StringComparison.Ordinal) || part.StartsWith(LinkPrefix, StringComparison.Ordinal);
}
