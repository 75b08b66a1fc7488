using ServiceDesk.Hosting;

namespace ServiceDesk.Tests;

public class SharedWaitTests
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly List<TaskCompletionSource<int>> asked = [];

    private async Task<int> Ask(CancellationToken cancel)
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (asked) asked.Add(answer);
        return await answer.Task.WaitAsync(cancel);
    }

    [Fact]
    public async Task Whoever_comes_while_a_question_is_asked_shares_the_next_one()
    {
        var wait = new SharedWait<int>(Ask, pause, patience);
        var first = wait.Answer(TestContext.Current.CancellationToken);
        await Asked(1);
        var later = Enumerable.Range(0, 100).Select(_ => wait.Answer(TestContext.Current.CancellationToken)).ToList();
        asked[0].SetResult(1);
        (await first).ShouldBe(1);
        await Asked(2);
        later.ShouldAllBe(one => !one.IsCompleted, "the first answer is too old for them");
        asked[1].SetResult(2);

        (await Task.WhenAll(later)).ShouldAllBe(answer => answer == 2);
        asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_question_without_an_answer_ends_and_the_next_one_is_asked()
    {
        var wait = new SharedWait<int>(Ask, pause, TimeSpan.FromMilliseconds(20));
        await Should.ThrowAsync<TimeoutException>(() => wait.Answer(TestContext.Current.CancellationToken));
        var next = wait.Answer(TestContext.Current.CancellationToken);
        await Asked(2);
        asked[1].SetResult(7);

        (await next).ShouldBe(7);
    }

    [Fact]
    public async Task A_failure_is_told_to_those_who_asked_for_it_only()
    {
        var wait = new SharedWait<int>(Ask, pause, patience);
        var first = wait.Answer(TestContext.Current.CancellationToken);
        await Asked(1);
        asked[0].SetException(new IOException("lost"));
        await Should.ThrowAsync<IOException>(() => first);
        var next = wait.Answer(TestContext.Current.CancellationToken);
        await Asked(2);
        asked[1].SetResult(3);

        (await next).ShouldBe(3);
    }

    [Fact]
    public async Task Whoever_gives_up_does_not_end_the_wait_of_the_others()
    {
        using var impatient = new CancellationTokenSource();
        var wait = new SharedWait<int>(Ask, pause, patience);
        var (gone, staying) = (wait.Answer(impatient.Token), wait.Answer(TestContext.Current.CancellationToken));
        await Asked(1);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => gone);
        asked[0].SetResult(5);

        (await staying).ShouldBe(5);
    }

    private async Task Asked(int times)
    {
        for (var tries = 0; tries < 2000; tries++)
        {
            lock (asked)
            {
                if (asked.Count >= times) return;
            }
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"It was not asked {times} times.");
    }
}
