using OpsPortal.Gpu.Sampling;

namespace OpsPortal.Tests.Gpu;

public sealed class ProcessNamesTests
{
    [Theory]
    [InlineData("/usr/bin/trainer|--token|geheim", "trainer")]
    [InlineData("/opt/venv/bin/python3|/srv/serve.py|--api-key|geheim", "python3 serve.py")]
    [InlineData("python3.12|-m|vllm.entrypoints.openai.api_server|--api-key|geheim", "python3.12 -m vllm.entrypoints.openai.api_server")]
    [InlineData("python|-c|print('geheim')", "python")]
    [InlineData("worker: job 7", "worker:")]
    public void FromArguments_NamesTheProgramWithoutItsArguments(string arguments, string expected) =>
        ProcessNames.FromArguments(arguments.Split('|')).ShouldBe(expected);

    [Fact]
    public void Of_OwnProcess_HasAName() => ProcessNames.Of(Environment.ProcessId).ShouldNotBeNullOrEmpty();

    [Fact]
    public void Of_NoSuchProcess_IsAbsent() => ProcessNames.Of(int.MaxValue).ShouldBeNull();
}
