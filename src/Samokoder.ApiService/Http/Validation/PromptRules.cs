namespace Samokoder.ApiService.Http.Validation;

internal static class PromptRules
{
    public const int MaxLength = 20_000;

    public static Validator Prompt(this Validator validator, string? prompt) => string.IsNullOrWhiteSpace(prompt)
        ? validator.Check(false, "prompt", "Describe in words what to build or to change.")
        : validator.Check(
            prompt.Trim().Length <= MaxLength, "prompt",
            $"The description is too long: {prompt.Trim().Length} characters, and {MaxLength} are allowed. Say the main things first; the rest can follow as further requests.");
}
