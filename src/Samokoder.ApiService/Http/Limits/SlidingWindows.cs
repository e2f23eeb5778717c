using StackExchange.Redis;

namespace Samokoder.ApiService.Http.Limits;

/// <summary>
/// Counts requests in sliding windows, in Redis, for all replicas together. One script and one round trip for all windows of a subject. A window is
/// estimated from two fixed ones: this one's count and the share of the one before that it still covers, as if those had come evenly. A refused
/// request is not counted.
/// </summary>
internal sealed class SlidingWindows(IConnectionMultiplexer redis, TimeProvider time)
{
    /// <summary>Runs on Redis (Lua 5.1) and Garnet (Lua 5.4). A clock that is behind another replica's counts into the newer window.</summary>
    private const string Script = """
        local now = tonumber(ARGV[1])
        local count = math.floor((#ARGV - 1) / 3)
        local allowed, wait, longest = 1, 0, 0
        local unpack = unpack or table.unpack
        local names, changes, answer = {}, {}, {}
        for i = 1, count do
          names[i] = ARGV[i * 3 - 1]
        end
        local all = redis.call('HMGET', KEYS[1], unpack(names))
        for i = 1, count do
          local length, limit = tonumber(ARGV[i * 3]), tonumber(ARGV[i * 3 + 1])
          local bucket, current, previous = math.floor(now / length), 0, 0
          local stored = all[i]
          if stored then
            local b, c, p = string.match(stored, '^(%d+):(%d+):(%d+)$')
            b, c, p = tonumber(b), tonumber(c), tonumber(p)
            if b >= bucket then
              bucket, current, previous = b, c, p
            elseif b == bucket - 1 then
              previous = c
            end
          end
          local into = math.max(0, now - bucket * length)
          local used = current + previous * (length - into) / length
          if used + 1 > limit then
            allowed = 0
            local needed
            if current + 1 <= limit then
              needed = length * (1 - (limit - 1 - current) / previous) - into
            else
              needed = length - into + math.max(0, length * (1 - (limit - 1) / current))
            end
            wait = math.max(wait, math.ceil(needed))
          end
          longest = math.max(longest, length)
          changes[i * 2 - 1], changes[i * 2] = names[i], string.format('%d:%d:%d', bucket, current + 1, previous)
          answer[i * 2 + 1] = math.max(-1, math.floor(limit - used - 1))
          answer[i * 2 + 2] = math.floor(length - into)
        end
        if allowed == 1 then
          redis.call('HSET', KEYS[1], unpack(changes))
          redis.call('PEXPIRE', KEYS[1], string.format('%d', longest * 2))
        end
        answer[1], answer[2] = allowed, math.floor(wait)
        return answer
        """;

    /// <exception cref="RedisException">Redis is away.</exception>
    /// <exception cref="TimeoutException">It does not answer in time.</exception>
    public async Task<RateDecision> CountAsync(string subject, IReadOnlyList<RateWindow> windows)
    {
        var arguments = new RedisValue[1 + (windows.Count * 3)];
        arguments[0] = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < windows.Count; i++)
        {
            arguments[1 + (i * 3)] = windows[i].Name;
            arguments[2 + (i * 3)] = (long)windows[i].Length.TotalMilliseconds;
            arguments[3 + (i * 3)] = windows[i].Limit;
        }

        var answer = (long[])(await redis.GetDatabase().ScriptEvaluateAsync(Script, [$"samokoder:rate:{subject}"], arguments))!;
        return Read(windows, answer);
    }

    private static RateDecision Read(IReadOnlyList<RateWindow> windows, long[] answer)
    {
        var nearest = Enumerable.Range(0, windows.Count).MinBy(i => answer[2 + (i * 2)]);
        var isAllowed = answer[0] == 1;
        return new RateDecision(
            isAllowed, windows[nearest], isAllowed ? (int)answer[2 + (nearest * 2)] : 0,
            TimeSpan.FromMilliseconds(isAllowed ? answer[3 + (nearest * 2)] : answer[1]));
    }
}
