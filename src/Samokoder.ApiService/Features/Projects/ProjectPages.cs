using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http.Paging;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>
/// Pages of people's projects as they are sent. A first page is kept in this process together with the version that the list had before it was read, and is sent again only while
/// PostgreSQL still says that version: whoever changed something, in whatever process, the next answer has it (docs/adr/0076).
/// </summary>
internal sealed class ProjectPages(ProjectList projects, ProjectListVersions versions, IOptions<JsonOptions> json) : IDisposable
{
    private const int MaxBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan KeptUnused = TimeSpan.FromMinutes(5);

    private readonly MemoryCache _firstPages = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    /// <summary>A <c>Page&lt;ProjectInfo&gt;</c> as UTF-8 JSON.</summary>
    public async Task<byte[]> ReadAsync(Guid ownerId, PageQuery page, CancellationToken cancellationToken)
    {
        if (page.After is not null)
            return await WriteAsync(ownerId, page, cancellationToken);
        var version = await versions.ReadAsync(ownerId, cancellationToken);
        var key = new Key(ownerId, page.Take);
        if (_firstPages.TryGetValue(key, out Kept? kept) && kept!.Version == version)
            return kept.Json;
        var written = await WriteAsync(ownerId, page, cancellationToken);
        _firstPages.Set(key, new Kept(version, written), new MemoryCacheEntryOptions { Size = written.Length, SlidingExpiration = KeptUnused });
        return written;
    }

    public void Dispose() => _firstPages.Dispose();

    private async Task<byte[]> WriteAsync(Guid ownerId, PageQuery page, CancellationToken cancellationToken)
    {
        var rows = await projects.ReadAsync(ownerId, page.After, page.Take + 1, cancellationToken);
        return JsonSerializer.SerializeToUtf8Bytes(page.Page(rows, static p => new Cursor(p.UpdatedAt, p.Id), static p => p), json.Value.SerializerOptions);
    }

    private sealed record Key(Guid OwnerId, int Take);

    private sealed record Kept(UInt128 Version, byte[] Json);
}
