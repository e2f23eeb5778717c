namespace Samokoder.ApiService.Mail;

/// <summary>What the mails about accounts say, in English and Russian.</summary>
internal static class MailTexts
{
    public static MailContent Confirm(string to, string locale, string link) => locale == "ru"
        ? new(to, "Подтвердите адрес для Самокодера", $"Здравствуйте!\n\nКто-то зарегистрировался в Самокодере с этим адресом. Если это вы, откройте ссылку и введите пароль, который выбрали:\n\n{link}\n\nСсылка действует сутки. Если это были не вы, ничего делать не нужно: без вашего пароля аккаунт не появится.\n")
        : new(to, "Confirm your e-mail for Samokoder", $"Hello,\n\nsomebody registered at Samokoder with this address. If it was you, open this link and enter the password that you chose:\n\n{link}\n\nThe link is good for a day. If it was not you, there is nothing to do: no account comes into being.\n");

    public static MailContent AlreadyThere(string to, string locale, string signIn, string forgot) => locale == "ru"
        ? new(to, "У вас уже есть аккаунт в Самокодере", $"Здравствуйте!\n\nКто-то попытался зарегистрироваться в Самокодере с этим адресом, но у вас уже есть аккаунт. Войти: {signIn}\nЗабыли пароль: {forgot}\n\nЕсли это были не вы, ничего делать не нужно.\n")
        : new(to, "You have a Samokoder account already", $"Hello,\n\nsomebody tried to register at Samokoder with this address, but you have an account already. Sign in: {signIn}\nForgot the password: {forgot}\n\nIf it was not you, there is nothing to do.\n");

    public static MailContent Reset(string to, string locale, string link) => locale == "ru"
        ? new(to, "Новый пароль для Самокодера", $"Здравствуйте!\n\nЧтобы задать новый пароль, откройте ссылку:\n\n{link}\n\nОна действует час и только один раз. Если вы этого не просили, ничего делать не нужно: пароль остаётся прежним.\n")
        : new(to, "A new password for Samokoder", $"Hello,\n\nopen this link to set a new password:\n\n{link}\n\nIt is good for an hour, and once. If you did not ask for it, there is nothing to do: the password stays as it is.\n");

    public static MailContent Changed(string to, string locale, string forgot) => locale == "ru"
        ? new(to, "Пароль Самокодера изменён", $"Здравствуйте!\n\nПароль вашего аккаунта в Самокодере только что изменён, на других устройствах вход завершён. Если это были не вы, сразу задайте новый: {forgot}\n")
        : new(to, "Your Samokoder password was changed", $"Hello,\n\nthe password of your Samokoder account was just changed, and other devices were signed out. If it was not you, set a new one at once: {forgot}\n");

    public static MailContent Connected(string to, string locale, string login, string security) => locale == "ru"
        ? new(to, "К вашему аккаунту в Самокодере подключён GitHub", $"Здравствуйте!\n\nК вашему аккаунту в Самокодере только что подключён аккаунт GitHub «{login}»: теперь с ним можно войти. Если это были не вы, отключите его и смените пароль: {security}\n")
        : new(to, "GitHub was connected to your Samokoder account", $"Hello,\n\nthe GitHub account “{login}” was just connected to your Samokoder account: it can sign in from now on. If it was not you, disconnect it and change your password: {security}\n");
}
