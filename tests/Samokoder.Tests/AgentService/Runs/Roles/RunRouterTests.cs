using Samokoder.AgentService.Runs;
using Samokoder.AgentService.Runs.State;

namespace Samokoder.Tests.AgentService.Runs.Roles;

public sealed class RunRouterTests
{
    [Theory]
    [InlineData("make the button green")]
    [InlineData("Make the button green. It should also be larger.")]
    [InlineData("Сделай кнопку зелёной, а заголовок крупнее. И убери фильтр!")]
    [InlineData("- green button\n- larger title\n- no filter")]
    [InlineData("Show 3.5 instead of 3,5 in the table, e.g. for prices")]
    public void A_small_follow_up_goes_to_the_coder_alone(string prompt) => Assert.Equal(RunPath.Coder, Route(prompt));

    [Theory]
    [InlineData("Add a calendar. Add reminders. Let people sign up for events. Show a map of the places.")]
    [InlineData("Please:\n1. add a calendar\n2. add reminders\n3. add a map\n4. add an export")]
    [InlineData("Добавь календарь\nДобавь напоминания\nДобавь карту\nДобавь выгрузку")]
    public void A_follow_up_with_many_wishes_is_planned(string prompt) => Assert.Equal(RunPath.Planned, Route(prompt));

    [Fact]
    public void A_long_follow_up_is_planned() => Assert.Equal(RunPath.Planned, Route(new string('x', 601)));

    [Fact]
    public void A_new_app_is_planned() => Assert.Equal(RunPath.Planned, Route("A list", first: true));

    [Fact]
    public void What_is_to_be_approved_is_planned_whatever_it_is() => Assert.Equal(RunPath.Planned, Route("make it green", approve: true, mode: RoutingMode.CoderOnly));

    [Fact]
    public void Planning_can_be_switched_off() => Assert.Equal(RunPath.Coder, Route("A list", first: true, mode: RoutingMode.CoderOnly));

    private static RunPath Route(string prompt, bool first = false, bool approve = false, RoutingMode mode = RoutingMode.Auto) =>
        RunRouter.Decide(prompt, first, approve, mode).Path;
}
