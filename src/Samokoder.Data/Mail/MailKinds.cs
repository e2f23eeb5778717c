namespace Samokoder.Data.Mail;

public static class MailKinds
{
    public const string Registration = "registration";
    public const string PasswordReset = "password-reset";
    public const string PasswordChanged = "password-changed";

    /// <summary>A GitHub account was connected: <c>{"login":…}</c>.</summary>
    public const string GitHubConnected = "github-connected";

    /// <summary>Of a notification: <c>{"notification":id}</c>. The run journal queues it with the notification itself.</summary>
    public const string Notification = "notification";

    /// <summary>A ready text: <c>{"subject":…,"text":…}</c>.</summary>
    public const string Notice = "notice";
}
