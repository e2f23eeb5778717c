using Microsoft.Extensions.Options;

namespace Samokoder.ApiService.Mail;

internal static class MailExtensions
{
    public static WebApplicationBuilder AddMail(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SmtpOptions>().BindConfiguration(SmtpOptions.Section)
            .Validate(
                o => o.IsValid,
                "Smtp: with Smtp:Host set, Smtp:From must be an e-mail address, Smtp:Port 1 to 65535, and Smtp:Security auto, starttls, tls or none.")
            .Validate<IConfiguration>(
                (o, configuration) => !o.IsConfigured || !string.IsNullOrEmpty(configuration["Web:Origin"]),
                "Smtp:Host is set, so Web:Origin must be set too, as in https://samokoder.example: links in mails begin with it.")
            .ValidateOnStart();
        services.AddSingleton<MailSettings>().AddSingleton<MailSignal>().AddSingleton<MailQueue>().AddSingleton<MailOutbox>().AddSingleton<MailLinks>();
        services.AddSingleton<DevelopmentMailSender>().AddSingleton<SmtpMailSender>();
        services.AddSingleton<IMailSender>(s => s.GetRequiredService<IOptions<SmtpOptions>>().Value.IsConfigured
            ? s.GetRequiredService<SmtpMailSender>()
            : s.GetRequiredService<DevelopmentMailSender>());
        services.AddSingleton<IMailWriter, NoticeMail>();
        var smtp = builder.Configuration.GetSection(SmtpOptions.Section).Get<SmtpOptions>() ?? new();
        if (smtp.IsConfigured || builder.Environment.IsDevelopment())
            services.AddHostedService<MailWorker>();
        return builder;
    }
}
