using System.Text;
using Dkvm.Protocol;
using Dkvm.Protocol.Qmp;

namespace Dkvm.Tests.Protocol;

public class QmpMessageTests
{
    [Fact]
    public void The_greeting_is_known() =>
        Assert.IsType<QmpMessage.Greeting>(Parse("""{"QMP": {"version": {"qemu": {"micro": 0, "minor": 0, "major": 10}}, "capabilities": ["oob"]}}"""));

    [Fact]
    public void A_return_carries_its_id() =>
        Assert.Equal(new QmpMessage.Return(5), Parse("""{"return": {}, "id": 5}"""));

    [Fact]
    public void A_return_that_is_a_text_carries_it() =>
        Assert.Equal(new QmpMessage.Return(6, "VM status: running\r\n"), Parse("""{"return": "VM status: running\r\n", "id": 6}"""));

    [Fact]
    public void An_error_carries_class_and_description() =>
        Assert.Equal(
            new QmpMessage.Error(2, "CommandNotFound", "no"), Parse("""{"id": 2, "error": {"class": "CommandNotFound", "desc": "no"}}"""));

    [Fact]
    public void A_shutdown_event_says_why() =>
        Assert.Equal(
            new QmpMessage.Event("SHUTDOWN", "guest-reset"),
            Parse("""{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}}"""));

    [Fact]
    public void An_event_about_a_device_says_which() =>
        Assert.Equal(
            new QmpMessage.Event("DEVICE_DELETED", null, "card1"),
            Parse("""{"event": "DEVICE_DELETED", "data": {"device": "card1", "path": "/machine/peripheral/card1"}}"""));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"return": {}, "id": "x"}""")]
    [InlineData("""{"error": {}}""")]
    [InlineData("""{"event": 5}""")]
    [InlineData("""{"event": "SHUTDOWN", "data": {"reason": 5}}""")]
    public void What_is_no_QMP_message_breaks_the_protocol(string line) => Assert.Throws<ProtocolException>(() => Parse(line));

    private static QmpMessage Parse(string line) => QmpMessage.Parse(Encoding.UTF8.GetBytes(line));
}
