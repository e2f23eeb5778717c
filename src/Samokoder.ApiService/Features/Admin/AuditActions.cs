namespace Samokoder.ApiService.Features.Admin;

internal static class AuditActions
{
    public const string UpdateUser = "user.update";
    public const string BlockUser = "user.block";
    public const string UnblockUser = "user.unblock";
    public const string EndSessions = "user.end-sessions";
    public const string RemoveSecondFactor = "user.remove-second-factor";
    public const string PasswordLink = "user.password-link";
    public const string ApproveRegistration = "registration.approve";
    public const string RejectRegistration = "registration.reject";
}
