using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.Tests.AgentService.Demo;

public sealed class PromptTests
{
    /// <summary>A prompt, and the app in it as "Title: field type[options], …" with " | " between lists.</summary>
    public static TheoryData<string, string> Prompts => new()
    {
        { "A shopping list with name, quantity and a bought checkbox", "Shopping list: name Text, quantity Number, bought Checkbox" },
        { "Список покупок с названием, количеством и флажком куплено", "Список покупок: Название Text, Количество Number, Куплено Checkbox" },
        { "трекер расходов: сумма, категория (еда, транспорт, жильё), дата", "Трекер расходов: Сумма Money, Категория Choice[Еда/Транспорт/Жильё], Дата Date" },
        { "todo list", "Todo list: Title Text, Priority Choice[Low/Medium/High], Due date Date, Done Checkbox" },
        { "task tracker with title, priority (low, medium, high), due date and done", "Task tracker: Title Text, Priority Choice[Low/Medium/High], Due date Date, Done Checkbox" },
        { "expense tracker", "Expense tracker: Description Text, Amount Money, Category Choice[Food/Transport/Home/Health/Fun], Date Date" },
        { "contacts with name, email, phone", "Contacts: Name Text, Email Email, Phone Phone" },
        { "book list", "Book list: Title Text, Author Text, Status Choice[To read/Reading/Finished], Rating Rating, Notes LongText" },
        { "habit tracker", "Habit tracker: Habit Text, Frequency Choice[Every day/Weekdays/Weekly], Streak Number, Notes LongText, Done Checkbox" },
        { "inventory", "Inventory: Name Text, SKU Text, Quantity Number, Price Money, Location Text, In stock Checkbox" },
        { "workout log", "Workout log: Exercise Text, Date Date, Sets Number, Reps Number, Weight Number, Notes LongText" },
        { "recipes", "Recipes: Title Text, Category Choice[Breakfast/Lunch/Dinner/Dessert], Cooking time Number, Ingredients LongText, Rating Rating" },
        { "Build me a simple todo app, please", "Todo: Title Text, Priority Choice[Low/Medium/High], Due date Date, Done Checkbox" },
        { "I want to keep track of books I have read: title, author, rating", "Book list: Title Text, Author Text, Rating Rating" },
        { "Create an app called \"Pantry\" with item name, amount of packs, best-before date and a checkbox for empty",
            "Pantry: Item name Text, Amount of packs Number, Best-before date Date, Empty Checkbox" },
        { "Movies (title, year, genre, rating, watched)", "Movies: Title Text, Year Number, Genre Text, Rating Rating, Watched Checkbox" },
        { "projects (name, deadline) and tasks (title, status)", "Projects and tasks: Name Text, Deadline Date | Title Text, Status Choice[To do/In progress/Done]" },
        { "customers with name, email and orders with date, amount", "Customers and orders: Name Text, Email Email | Date Date, Amount Money" },
        { "клиенты с именем, почтой и заказы с датой, суммой", "Клиенты и заказы: Имя Text, Почта Email | Дата Date, Сумма Money" },
        { "Bug tracker with title, severity (minor, major, critical), status: open/closed, description",
            "Bug tracker: Title Text, Severity Choice[Minor/Major/Critical], Status Choice[Open/Closed], Description LongText" },
        { "Guest list: name, number of guests, phone number, vegetarian (yes/no)", "Guest list: Name Text, Number of guests Number, Phone number Phone, Vegetarian Checkbox" },
        { "Plant diary\n- name\n- place: kitchen, balcony, office\n- last watered (date)\n- notes", "Plant diary: Name Text, Place Choice[Kitchen/Balcony/Office], Last watered Date, Notes LongText" },
        { "A price list with product, price in euros and website link", "Price list: Product Text, Price Money, Website link Url" },
        { "Todo app. Each task has a title, a priority and is done.", "Todo: Title Text, Priority Choice[Low/Medium/High], Done Checkbox" },
        { "Fuel log with date, liters (number), price per liter, mileage", "Fuel log: Date Date, Liters Number, Price per liter Money, Mileage Number" },
        { "Rate restaurants: name, address, stars (1-5), notes", "Rate restaurants: Name Text, Address Text, Stars Rating, Notes LongText" },
        { "Meeting schedule with topic, date, start time, place", "Meeting schedule: Topic Text, Date Date, Start time Time, Place Text" },
        { "Reading list with title, author, pages, finished flag and dark theme", "Reading list: Title Text, Author Text, Pages Number, Finished Checkbox" },
        { "Subscriptions with name, price ($), billing date, active", "Subscriptions: Name Text, Price Money, Billing date Date, Active Checkbox" },
        { "Make a wishlist", "Wishlist: Name Text, Price Money, Link Url, Priority Choice[Someday/Soon/Now], Received Checkbox" },
        { "Something wonderful", "My list: Title Text, Notes LongText, Done Checkbox" },
        { "Сделай список дел", "Список дел: Название Text, Приоритет Choice[Низкий/Средний/Высокий], Срок Date, Выполнено Checkbox" },
        { "Трекер задач с названием, приоритетом (низкий, средний, высокий), сроком и отметкой о выполнении",
            "Трекер задач: Название Text, Приоритет Choice[Низкий/Средний/Высокий], Срок Date, Выполнено Checkbox" },
        { "Приложение для учёта расходов", "Трекер расходов: Название Text, Сумма Money, Категория Choice[Еда/Транспорт/Жильё/Здоровье/Отдых], Дата Date" },
        { "Создай книгу рецептов: название, ингредиенты, время приготовления (мин), рейтинг", "Книга рецептов: Название Text, Ингредиенты LongText, Время приготовления Number, Рейтинг Rating" },
        { "Контакты с именем, фамилией, телефоном, электронной почтой и датой рождения",
            "Контакты: Имя Text, Фамилия Text, Телефон Phone, Электронная почта Email, Дата рождения Date" },
        { "хочу вести список книг с автором, названием, жанром и оценкой", "Список книг: Автор Text, Название Text, Жанр Text, Оценка Rating" },
        { "Дневник тренировок: упражнение, вес, подходы, повторения, дата", "Дневник тренировок: Упражнение Text, Вес Number, Подходы Number, Повторения Number, Дата Date" },
        { "Склад с артикулом, количеством, ценой и местом", "Склад: Артикул Text, Количество Number, Цена Money, Место Text" },
        { "Трекер привычек", "Трекер привычек: Привычка Text, Частота Choice[Каждый день/По будням/Раз в неделю], Серия Number, Заметки LongText, Выполнено Checkbox" },
        { "Список фильмов с полями: название, год, режиссёр, просмотрено", "Список фильмов: Название Text, Год Number, Режиссёр Text, Просмотрено Checkbox" },
        { "Заявки: тема, описание, статус (новая, в работе, закрыта), срочно", "Заявки: Тема Text, Описание LongText, Статус Choice[Новая/В работе/Закрыта], Срочно Checkbox" },
        { "проекты (название, срок) и задачи (название, статус)", "Проекты и задачи: Название Text, Срок Date | Название Text, Статус Choice[Новый/В работе/Готово]" },
        { "Учёт товаров с названием, общей стоимостью, поставщиком и ссылкой на сайт", "Учёт товаров: Название Text, Общая стоимость Money, Поставщик Text, Ссылка на сайт Url" },
        { "Список гостей с именем, телефоном и комментарием", "Список гостей: Имя Text, Телефон Phone, Комментарий LongText" },
        { "Приложение для заметок", "Заметки: Название Text, Текст LongText, Дата Date" },
        { "Мой дневник настроения: дата, настроение (хорошее, так себе, плохое), заметка", "Дневник настроения: Дата Date, Настроение Choice[Хорошее/Так себе/Плохое], Заметка LongText" },
        { "Сделай что-нибудь красивое", "Мой список: Название Text, Заметки LongText, Готово Checkbox" },
    };

    [Theory]
    [MemberData(nameof(Prompts))]
    public void A_prompt_is_read_as_the_app_that_it_describes(string prompt, string expected) =>
        Assert.Equal(Normal(expected), Normal(Describe(PromptParser.Parse(prompt).Spec)));

    [Theory]
    [InlineData("Something wonderful", false)]
    [InlineData("A shopping list", true)]
    [InlineData("Gizmos with colour and weight", true)]
    [InlineData("Сделай что-нибудь красивое", false)]
    public void It_says_whether_it_recognised_anything(string prompt, bool recognised) => Assert.Equal(recognised, PromptParser.Parse(prompt).Recognised);

    [Fact]
    public void Wishes_that_cannot_be_fulfilled_are_named()
    {
        Assert.Equal(["“login”"], PromptParser.Parse("Expense tracker with charts and login").Left);
        Assert.Equal(["«напоминания»"], PromptParser.Parse("Трекер расходов: сумма, графики и напоминания").Left);
    }

    [Fact]
    public void More_fields_than_a_list_can_have_are_counted_and_left_out()
    {
        var parsed = PromptParser.Parse("Things with " + string.Join(", ", Enumerable.Range(1, 15).Select(i => $"alpha{i} text")));

        Assert.Equal(AppSpec.MaxFields, parsed.Spec.Entities[0].Fields.Count);
        Assert.Equal("3 more fields than the 12 a list can have", Assert.Single(parsed.Left));
    }

    [Fact]
    public void Units_and_currencies_are_kept()
    {
        var fields = PromptParser.Parse("Parcels with weight (kg), price (€), fee in rub").Spec.Entities[0].Fields;

        Assert.Equal(("kg", "EUR", "RUB"), (fields[0].Unit, fields[1].Currency, fields[2].Currency));
    }

    [Fact]
    public void Keys_of_fields_are_distinct_identifiers()
    {
        var fields = PromptParser.Parse("Things with constructor, id, 日本, 日本語, 2nd name, имя, name, NAME").Spec.Entities[0].Fields;

        Assert.Equal(fields.Count, fields.Select(field => field.Key).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(fields, field => Assert.Matches("^[a-z][A-Za-z0-9]*$", field.Key));
    }

    [Fact]
    public void A_spec_survives_being_written_and_read_also_with_line_numbers()
    {
        var spec = PromptParser.Parse("Список «дел» с названием, ценой ($) и статусом (новый, \"готов\")").Spec;
        var json = AppSpecJson.Write(spec);
        var numbered = string.Join('\n', json.Split('\n').Select((line, i) => $"{i + 1,4} | {line}"));

        Assert.Equal(json, AppSpecJson.Write(AppSpecJson.TryRead(json)!));
        Assert.Equal(json, AppSpecJson.Write(AppSpecJson.TryRead(numbered)!));
        Assert.Null(AppSpecJson.TryRead("{ \"version\": 1 }"));
        Assert.Null(AppSpecJson.TryRead("not json"));
    }

    internal static string Describe(AppSpec spec) => $"{spec.Title}: {string.Join(" | ", spec.Entities.Select(entity => string.Join(", ", entity.Fields.Select(Describe))))}";

    private static string Describe(FieldSpec field) => $"{field.Label} {field.Type}{(field.Options is null ? "" : $"[{string.Join('/', field.Options)}]")}";

    private static string Normal(string text) => text.ToLowerInvariant();
}
