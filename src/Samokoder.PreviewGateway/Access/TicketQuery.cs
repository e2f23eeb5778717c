using System.Diagnostics.CodeAnalysis;
using Samokoder.Messaging.Previews;

namespace Samokoder.PreviewGateway.Access;

/// <summary>The ticket in a query string; the rest of the query stays as it was written.</summary>
internal static class TicketQuery
{
    private const string Prefix = PreviewTickets.QueryParameter + "=";

    public static bool TryRead(QueryString query, [NotNullWhen(true)] out string? ticket)
    {
        ticket = null;
        if (query.Value is not { Length: > 1 } text || !text.Contains(Prefix, StringComparison.Ordinal)) return false;
        ticket = Parts(text).FirstOrDefault(IsTicket)?[Prefix.Length..];
        return ticket is not null;
    }

    public static string Without(QueryString query)
    {
        var rest = string.Join('&', Parts(query.Value ?? "?").Where(part => !IsTicket(part)));
        return rest.Length == 0 ? "" : "?" + rest;
    }

    private static string[] Parts(string query) => query[1..].Split('&');

    private static bool IsTicket(string part) => part.StartsWith(Prefix, StringComparison.Ordinal);
}
