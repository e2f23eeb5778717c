using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>Where to find what every app can do.</summary>
internal sealed class AbilityTexts(Language language)
{
    public string Of(Ability ability) => ability switch
    {
        Ability.Search => Say("The search is there already: it stands above the list as soon as there are entries.", "Поиск уже есть: он появляется над списком, как только в нём есть записи."),
        Ability.Filter => Say("The filters are there already: they stand beside the search, one for each choice and each checkbox.", "Фильтры уже есть: они стоят рядом с поиском, по одному на каждый выбор и каждый флажок."),
        Ability.Sort => Say("The list sorts already: press the heading of a column. To open it in a certain order say, for example, “sort by date”.", "Список уже сортируется: нажмите на заголовок столбца. Чтобы он открывался в нужном порядке, напишите, например, «отсортируй по дате»."),
        Ability.Edit => Say("Entries can be changed and deleted already, with the two buttons at the end of each row.", "Записи уже можно изменять и удалять двумя кнопками в конце строки."),
        Ability.Undo => Say("Deleting can be undone already: the message that follows it has a button for that. To undo a change of the app, go back to an earlier version in Versions.", "Удаление уже можно отменить: кнопка есть в сообщении, которое за ним следует. Чтобы отменить изменение приложения, вернитесь к прошлой версии на вкладке «Версии»."),
        Ability.ThemeSwitch => Say("There is a switch already: the sun or moon at the top of the page.", "Переключатель темы уже есть: солнце или луна вверху страницы."),
        Ability.Phone => Say("The app works on a phone already: on a narrow screen each row becomes a card.", "На телефоне приложение уже работает: на узком экране каждая строка становится карточкой."),
        _ => Say("The data is kept already: it stays in this browser after a reload.", "Данные уже сохраняются: они остаются в этом браузере после перезагрузки."),
    };

    private string Say(string english, string russian) => language == Language.Ru ? russian : english;
}
