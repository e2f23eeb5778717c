using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;
using Samokoder.Contracts.Keys;
using Samokoder.Contracts.Models;
using Samokoder.Contracts.Projects;
using Samokoder.Data.Keys;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class KeyTests(ApiFixture api)
{
    private const string Models = """{"object":"list","data":[{"id":"small"},{"id":"big","owned_by":"us"}]}""";

    [Fact]
    public async Task A_key_is_stored_encrypted_shown_masked_and_never_said_again()
    {
        var secret = $"sk-{Guid.CreateVersion7():N}";
        await using var provider = await FakeServer.StartAsync(context => context.Response.WriteAsync(Models));
        using var user = new ApiUser(api.OpenToInside.Address);
        await user.RegisterAsync();
        using var put = await user.SendAsync(HttpMethod.Put, "v1/keys/openai", new PutKeyRequest($" {secret} ", $"{provider.Address}v1/"));
        var stored = await put.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Contains($"…{secret[^4..]}", System.Text.RegularExpressions.Regex.Unescape(stored), StringComparison.Ordinal);
        using var test = await user.SendAsync(HttpMethod.Post, "v1/keys/openai/test");
        using var list = await user.SendAsync(HttpMethod.Get, "v1/keys");
        using var models = await user.SendAsync(HttpMethod.Get, "v1/models");

        foreach (var answer in new[] { put, test, list, models })
            Assert.DoesNotContain(secret, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(api.Logs.Lines, l => l.Contains(secret, StringComparison.Ordinal));
        Assert.Contains(provider.Requests, r => r == ("GET", "/v1/models", $"Bearer {secret}"));
        await using var db = await api.DbAsync();
        var row = await db.ProviderKeys.SingleAsync(k => k.UserId == user.Id);
        Assert.DoesNotContain(secret, row.ProtectedKey, StringComparison.Ordinal);
        // Another process with the same ring (AgentService) reads it; under another user's id it does not decrypt.
        var protector = api.Services.GetRequiredService<ProviderKeyProtector>();
        Assert.Equal(secret, protector.Unprotect(user.Id, row.ProtectedKey));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => protector.Unprotect(Guid.CreateVersion7(), row.ProtectedKey));
    }

    [Fact]
    public async Task Parallel_puts_of_one_key_all_succeed_and_one_of_them_is_kept()
    {
        using var user = await api.RegisterAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var put = await user.SendAsync(HttpMethod.Put, "v1/keys/openai", new PutKeyRequest($"sk-0000000000000000{i:0000}"));
            return put.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        await using var db = await api.DbAsync();
        var row = await db.ProviderKeys.SingleAsync(k => k.UserId == user.Id);
        var kept = api.Services.GetRequiredService<ProviderKeyProtector>().Unprotect(user.Id, row.ProtectedKey);
        Assert.Equal(row.Last4, kept[^4..]);
        Assert.DoesNotContain(api.Logs.Lines, l => l.Contains("23505", StringComparison.Ordinal) && l.Contains("provider_keys", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, Models, null)]
    [InlineData(401, "{}", "llm-bad-key")]
    [InlineData(402, "{}", "llm-quota")]
    [InlineData(429, """{"error":{"code":"insufficient_quota"}}""", "llm-quota")]
    [InlineData(429, "{}", "llm-rate-limited")]
    [InlineData(404, "not found", "llm-protocol")]
    [InlineData(302, "", "llm-protocol")]
    [InlineData(500, "{}", "llm-overloaded")]
    [InlineData(200, "<html>", "llm-protocol")]
    [InlineData(200, """{"data":[{"name":"x"}]}""", "llm-protocol")]
    [InlineData(200, """{"data":"x"}""", "llm-protocol")]
    [InlineData(200, "[]", "llm-protocol")]
    public async Task The_test_of_a_key_says_in_words_what_the_provider_answered(int status, string body, string? code)
    {
        await using var provider = await FakeServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1/elsewhere";
            return context.Response.WriteAsync(body);
        });
        using var user = new ApiUser(api.OpenToInside.Address);
        await user.RegisterAsync();
        using (var put = await user.SendAsync(HttpMethod.Put, "v1/keys/custom", new PutKeyRequest("", $"{provider.Address}v1")))
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        var result = await user.PostAsync<KeyTestResult>("v1/keys/custom/test", new { }, HttpStatusCode.OK);
        Assert.Equal((code is null, code), (result.Ok, result.Code));
        Assert.EndsWith(".", result.Detail, StringComparison.Ordinal);
        Assert.Equal(code is null ? ["big", "small"] : [], result.Models);
        var models = await user.GetAsync<Page<ModelInfo>>("v1/models");
        Assert.Equal(ServiceNames.DemoModelId, models.Items[0].Id);
        Assert.Equal(code is null ? ["custom/big", "custom/small"] : [], models.Items.Skip(1).Select(m => m.Id));
    }

    [Fact]
    public async Task A_provider_that_is_away_is_listed_with_no_models()
    {
        var gone = await FakeServer.StartAsync(_ => Task.CompletedTask);
        await gone.DisposeAsync();
        using var user = new ApiUser(api.OpenToInside.Address);
        await user.RegisterAsync();
        using (await user.SendAsync(HttpMethod.Put, "v1/keys/custom", new PutKeyRequest("", $"{gone.Address}v1")))
            Assert.Equal([ServiceNames.DemoModelId], (await user.GetAsync<Page<ModelInfo>>("v1/models")).Items.Select(m => m.Id));
        var result = await user.PostAsync<KeyTestResult>("v1/keys/custom/test", new { }, HttpStatusCode.OK);
        Assert.Equal(ErrorCodes.LlmUnreachable, result.Code);
        var created = await user.PostAsync<ProjectCreated>("v1/projects", new CreateProjectRequest("A list", Starter: StarterIds.Html, Model: "custom/anything"), HttpStatusCode.Created);
        Assert.Equal(("custom/anything", StarterIds.Html), (created.Run.Model, created.Project.Starter));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5432/v1")]
    [InlineData("http://localhost/v1")]
    [InlineData("http://[::1]/v1")]
    [InlineData("http://[::ffff:10.0.0.1]/v1")]
    [InlineData("http://10.1.2.3/v1")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://0x7f000001/v1")]
    [InlineData("http://2130706433/v1")]
    public async Task Addresses_inside_are_refused_unless_the_installation_allows_them(string baseUrl)
    {
        var user = await api.IdleUserAsync();
        var problem = await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Put, "v1/keys/custom", new PutKeyRequest("", baseUrl)), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        Assert.Equal(["baseUrl"], problem.Errors!.Keys);
    }

    [Fact]
    public async Task A_name_that_resolves_to_an_address_inside_is_refused_when_connecting()
    {
        await using var provider = await FakeServer.StartAsync(context => context.Response.WriteAsync(Models));
        using var user = await api.RegisterAsync();
        await using (var db = await api.DbAsync())
        {
            // As if the name had resolved to the outside when the key was stored.
            db.ProviderKeys.Add(new ProviderKey
            {
                UserId = user.Id, Provider = "custom", Last4 = "", BaseUrl = $"http://localhost:{provider.Address.Port}/v1",
                ProtectedKey = api.Services.GetRequiredService<ProviderKeyProtector>().Protect(user.Id, "secret"),
            });
            await db.SaveChangesAsync();
        }

        var result = await user.PostAsync<KeyTestResult>("v1/keys/custom/test", new { }, HttpStatusCode.OK);
        Assert.Equal(ErrorCodes.LlmUnreachable, result.Code);
        Assert.Contains("Llm:AllowPrivateEndpoints", result.Detail, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("openai", "", null, "apiKey")]
    [InlineData("openai", "two words", null, "apiKey")]
    [InlineData("openai", "ключ-ключ-ключ", null, "apiKey")]
    [InlineData("openai", "sk-x\r\nHost: evil", null, "apiKey")]
    [InlineData("custom", "sk-1", null, "baseUrl")]
    [InlineData("custom", "sk-1", "host/v1", "baseUrl")]
    [InlineData("custom", "sk-1", "ftp://example.org/v1", "baseUrl")]
    [InlineData("custom", "sk-1", "https://user:pw@example.org/v1", "baseUrl")]
    [InlineData("custom", "sk-1", "https://example.org/v1?x=1", "baseUrl")]
    [InlineData("custom", "sk-1", "file:///etc/passwd", "baseUrl")]
    public async Task A_wrong_key_names_its_field(string provider, string apiKey, string? baseUrl, string field)
    {
        var user = await api.IdleUserAsync();
        var problem = await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Put, $"v1/keys/{provider}", new PutKeyRequest(apiKey, baseUrl)), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        Assert.Equal([field], problem.Errors!.Keys);
        Assert.Empty((await user.GetAsync<Page<KeyInfo>>("v1/keys")).Items);
    }

    [Fact]
    public async Task Unknown_providers_are_refused_and_keys_can_be_forgotten()
    {
        using var user = await api.RegisterAsync();
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Put, "v1/keys/nobody", new PutKeyRequest("sk-1")), HttpStatusCode.BadRequest, ErrorCodes.ProviderUnknown);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, "v1/keys/openai/test"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        using (await user.SendAsync(HttpMethod.Put, "v1/keys/openai", new PutKeyRequest("sk-000000000000000000000001")))
            Assert.Contains("openai/gpt-5", (await user.GetAsync<Page<ModelInfo>>("v1/models")).Items.Select(m => m.Id));
        using (var deleted = await user.SendAsync(HttpMethod.Delete, "v1/keys/openai"))
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal([ServiceNames.DemoModelId], (await user.GetAsync<Page<ModelInfo>>("v1/models")).Items.Select(m => m.Id));
    }

    [Theory]
    [InlineData("openai", "v1", """{"data":[{"id":"m"}]}""", "/v1/models")]
    [InlineData("groq", "openai/v1", """{"data":[{"id":"m"}]}""", "/openai/v1/models")]
    [InlineData("openrouter", "api/v1", """{"data":[{"id":"m"}]}""", "/api/v1/models")]
    [InlineData("anthropic", "", """{"data":[{"id":"m","type":"model"}],"has_more":false}""", "/v1/models?limit=1000")]
    [InlineData("anthropic", "v1", """{"data":[{"id":"m","type":"model"}],"has_more":false}""", "/v1/models?limit=1000")]
    [InlineData("ollama", "", """{"models":[{"name":"m"}]}""", "/api/tags")]
    [InlineData("custom", "v1", """{"data":[{"id":"m"}]}""", "/v1/models")]
    public async Task Every_provider_s_key_is_tested_by_a_real_call_and_its_models_are_listed(string provider, string path, string list, string target)
    {
        const string key = "sk-000000000000000000000002";
        var anthropicKey = "";
        await using var server = await FakeServer.StartAsync(context =>
        {
            anthropicKey = context.Request.Headers["x-api-key"].ToString();
            return context.Response.WriteAsync(list);
        });
        using var user = new ApiUser(api.OpenToInside.Address);
        await user.RegisterAsync();
        using (var put = await user.SendAsync(HttpMethod.Put, $"v1/keys/{provider}", new PutKeyRequest(key, $"{server.Address}{path}")))
            Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        var result = await user.PostAsync<KeyTestResult>($"v1/keys/{provider}/test", new { }, HttpStatusCode.OK);

        Assert.Equal((true, "m"), (result.Ok, Assert.Single(result.Models)));
        Assert.Contains(server.Requests, r => r.Target == target);
        Assert.Equal(key, provider == "anthropic" ? anthropicKey : server.Requests.First().Authorization["Bearer ".Length..]);
        Assert.Contains($"{provider}/m", (await user.GetAsync<Page<ModelInfo>>("v1/models")).Items.Select(m => m.Id));
    }

    [Fact]
    public async Task Models_of_the_catalogue_are_offered_with_a_key_and_can_be_run()
    {
        using var user = await api.RegisterAsync();
        using (await user.SendAsync(HttpMethod.Put, "v1/keys/anthropic", new PutKeyRequest("sk-ant-00000000000000000000001")))
            Assert.Contains("anthropic/claude-sonnet-5-5", (await user.GetAsync<Page<ModelInfo>>("v1/models")).Items.Select(m => m.Id));
        var created = await user.PostAsync<ProjectCreated>("v1/projects", new CreateProjectRequest("A list", Model: "anthropic/claude-sonnet-5-5"), HttpStatusCode.Created);
        Assert.Equal("anthropic/claude-sonnet-5-5", created.Run.Model);
    }

    [Fact]
    public async Task Ollama_beside_the_installation_is_found_by_itself_unless_private_addresses_are_closed()
    {
        await using var ollama = await FakeServer.StartAsync(context => context.Response.WriteAsync("""{"models":[{"name":"qwen3:8b"}]}"""));
        foreach (var (open, expected) in new[] { ("true", (string[])[ServiceNames.DemoModelId, "ollama/qwen3:8b"]), ("false", [ServiceNames.DemoModelId]) })
        {
            await using var installation = api.Start(("Llm:AllowPrivateEndpoints", open), ("Llm:BaseUrls:ollama", ollama.Address.ToString()));
            using var user = new ApiUser(installation.Address);
            await user.RegisterAsync();

            Assert.Equal(expected, (await user.GetAsync<Page<ModelInfo>>("v1/models")).Items.Select(m => m.Id));
            var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A list", Model: "ollama/qwen3:8b"));
            Assert.Equal(open == "true" ? HttpStatusCode.Created : HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }
}
