using System.Net;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Users;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class ProfileTests(ApiFixture api)
{
    [Fact]
    public async Task A_person_changes_what_they_name_and_keeps_the_rest()
    {
        using var user = await api.RegisterAsync();
        var before = await user.GetAsync<UserProfile>("v1/user/profile");

        using (var changed = await user.SendAsync(HttpMethod.Patch, "v1/user/profile", new UpdateProfileRequest(" Zoë ", "ru")))
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using (var listed = await user.SendAsync(HttpMethod.Patch, "v1/user/profile", new UpdateProfileRequest(FallbackModels: ["demo/builder"])))
            Assert.Equal(HttpStatusCode.OK, listed.StatusCode);

        Assert.Equal((null, 0), (before.Locale, before.FallbackModels.Count));
        var after = await user.GetAsync<UserProfile>("v1/user/profile");
        Assert.Equal(("Zoë", "ru"), (after.DisplayName, after.Locale));
        Assert.Equal(["demo/builder"], after.FallbackModels);
        var me = await user.GetAsync<UserInfo>("v1/auth/me");
        Assert.Equal(("Zoë", "ru"), (me.DisplayName, me.Locale));
        using var emptied = await user.SendAsync(HttpMethod.Patch, "v1/user/profile", new UpdateProfileRequest(FallbackModels: []));
        Assert.Empty((await user.GetAsync<UserProfile>("v1/user/profile")).FallbackModels);
    }

    [Theory]
    [InlineData("""{"displayName":" "}""", "validation-failed", "displayName")]
    [InlineData("""{"displayName":"a\nb"}""", "validation-failed", "displayName")]
    [InlineData("""{"locale":"de"}""", "validation-failed", "locale")]
    [InlineData("""{"fallbackModels":["demo/builder","demo/builder"]}""", "validation-failed", "fallbackModels")]
    [InlineData("""{"fallbackModels":["a/1","a/2","a/3","a/4","a/5","a/6"]}""", "validation-failed", "fallbackModels")]
    [InlineData("""{"fallbackModels":["nonsense"]}""", "model-unknown", "fallbackModels")]
    [InlineData("""{"fallbackModels":["openai/gpt-5"]}""", "key-missing", "fallbackModels")]
    public async Task A_wrong_change_names_its_field_and_changes_nothing(string body, string code, string field)
    {
        using var user = await api.RegisterAsync();
        var before = await user.GetAsync<UserProfile>("v1/user/profile");

        using var answer = await user.SendRawAsync(HttpMethod.Patch, "v1/user/profile", body);

        Assert.Equal([field], (await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, code)).Errors!.Keys);
        var after = await user.GetAsync<UserProfile>("v1/user/profile");
        Assert.Equal((before.DisplayName, before.Locale, 0), (after.DisplayName, after.Locale, after.FallbackModels.Count));
    }
}
