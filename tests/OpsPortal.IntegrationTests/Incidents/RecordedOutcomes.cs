namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>
/// What each recording must leave behind, written by hand from what was done in it: each incident's status with its alerts'
/// times of firing below it (name, instance, start, end; "2 ×" for alerts that these don't tell apart), and alerts of no incident.
/// </summary>
internal static class RecordedOutcomes
{
    private const string OneHot = "resolved\n  GpuHot gpu-07:9400 ";

    public static IReadOnlyDictionary<string, string> ByScenario { get; } = new Dictionary<string, string>
    {
        ["auth"] = OneHot + "03:15:35.509 03:15:52.511",
        ["auth-basic"] = OneHot + "03:15:35.509 03:15:52.511",
        ["auth-userinfo"] = OneHot + "03:15:35.509 03:15:52.511",
        // Six alerts; one fires again 30 s after all had cleared, which is the same trouble. Its end tells an earlier start than its firing did.
        ["basic"] = """
            resolved
              GpuHot gpu-07:9400 03:14:39.495 03:16:21.500
              GpuHot gpu-07:9401 03:14:39.495 03:16:21.500
              GpuHot gpu-07:9402 03:14:39.495 03:16:53.501
              GpuHot gpu-07:9402 03:17:10.506 03:18:20.506
              GpuHot gpu-07:9403 03:14:39.495 03:16:53.501
              GpuHot gpu-07:9404 03:14:39.495 03:16:53.501
              GpuHot gpu-07:9405 03:16:11.498 03:16:53.501
            """,
        // A thousand in one group, ended within 3 ms; the three with long labels were never ended.
        ["big"] = """
            open
              3 × BigLabels 03:15:39.700 fires
            resolved
              250 × BigGroup 03:15:39.700 03:16:19.759
              278 × BigGroup 03:15:39.700 03:16:19.757
              472 × BigGroup 03:15:39.700 03:16:19.758
            """,
        ["drop"] = OneHot + "03:15:36.214 03:16:21.216",
        ["err400"] = OneHot + "03:15:35.711 03:16:25.712",
        ["err404"] = OneHot + "03:15:35.811 03:16:10.814",
        ["err429"] = OneHot + "03:15:35.912 03:16:25.914",
        ["err500"] = """
            open
              GpuHot gpu-07:9400 03:15:40.206 fires
              GpuHot gpu-07:9401 03:15:40.206 03:15:46.206
              GpuHot gpu-07:9402 03:15:42.707 fires
            """,
        // Ended while it was never delivered: no end is ever told.
        ["err500long"] = "open\n  GpuHot gpu-07:9400 03:15:40.308 fires",
        ["expire"] = """
            resolved
              GpuHot gpu-07:9400 03:15:40.106 03:16:00.106
              GpuHot gpu-07:9401 03:15:52.107 03:16:12.107
            """,
        // On and off six times in 36 s: three times of firing were told; the first end came with a start that was never announced.
        ["flap"] = """
            resolved
              GpuHot gpu-07:9400 03:15:39.801 03:15:46.406
              GpuHot gpu-07:9400 03:15:48.609 03:15:56.610
              GpuHot gpu-07:9400 03:16:04.611 03:16:12.616
            """,
        // A firing that comes after its end, from the slower one of the pair, reopens nothing; another alert fires later.
        ["ha"] = """
            open
              GpuHot gpu-07:9400 03:37:26.991 03:37:56.995
              GpuHot gpu-07:9401 03:37:26.991 03:37:56.995
              GpuHot gpu-07:9403 03:38:42.000 fires
            """,
        ["ha-split"] = """
            open
              GpuHot gpu-07:9400 03:39:16.005 fires
              GpuHot gpu-07:9401 03:39:16.005 fires
            """,
        // GpuWarm and GpuDead carry no label that could join them. The inhibited GpuWarm never gets an end.
        ["inhibit"] = """
            open
              GpuWarm gpu-07:9400 03:15:40.004 fires
              GpuWarm gpu-07:9401 03:15:40.004 fires
            resolved
              GpuDead gpu-07:9400 03:15:49.005 03:16:16.009
            """,
        ["nogroup"] = """
            resolved
              GpuHot gpu-07:9400 03:15:36.620 03:15:56.622
              GpuHot gpu-07:9401 03:15:36.620 03:15:56.622
              GpuHot gpu-07:9402 03:15:36.620 03:15:56.622
            """,
        ["noresolved"] = """
            open
              GpuHot gpu-07:9400 03:15:36.415 fires
              GpuHot gpu-07:9401 03:15:36.415 fires
            """,
        // A group each, and no label in common that says more.
        ["perlabel"] = """
            resolved
              GpuHot gpu-07:9400 03:15:36.517 03:15:56.519
            resolved
              GpuHot gpu-07:9401 03:15:36.517 03:15:56.519
            """,
        // Three targets down and a busy GPU; four alerts of severity info open nothing.
        ["prom"] = """
            no incident
              2 × NaNAndInf 03:31:41.900 03:41:06.900
              BrokenTemplate 03:31:41.900 03:41:06.900
              NoValue 03:31:41.900 03:41:06.900
            resolved
              GpuBusy 127.0.0.1:19101 03:32:01.900 03:40:21.900
            resolved
              TargetDown 127.0.0.1:19103 03:31:56.900 03:40:16.900
              TargetDown 127.0.0.1:19104 03:31:56.900 03:40:16.900
              TargetDown 127.0.0.1:19199 03:31:56.900 03:40:16.900
            """,
        // Two of three targets had come back before anything was told of it.
        ["prom-real-rules"] = """
            open
              2 × PrometheusAllTargetsMissing 03:32:53.651 fires
              PrometheusAllTargetsMissing 03:32:48.651 03:41:08.651
            resolved
              PrometheusAlertmanagerE2eDeadManSwitch 03:31:43.651 03:41:08.651
            resolved
              PrometheusRuleEvaluationFailures 127.0.0.1:19090 03:31:58.651 03:40:18.651
            resolved
              PrometheusTemplateTextExpansionFailures 127.0.0.1:19090 03:31:58.651 03:40:18.651
            """,
        ["redirect"] = OneHot + "03:15:36.315 03:16:11.332",
        // Restarts announce other starts of what fires all the time: the earliest is kept.
        ["restart"] = """
            open
              GpuHot gpu-07:9400 03:00:00.000 fires
              GpuHot gpu-07:9401 03:00:00.000 fires
              GpuHot gpu-07:9407 03:21:06.446 fires
            """,
        // Two ended while they were silenced: nothing told it.
        ["silence"] = """
            open
              GpuHot gpu-07:9400 03:15:39.902 03:16:59.910
              GpuHot gpu-07:9401 03:15:39.902 fires
              GpuHot gpu-07:9402 03:15:39.902 fires
              GpuHot gpu-07:9403 03:15:39.902 03:16:59.910
            """,
        ["slow"] = OneHot + "03:15:36.113 03:16:11.115",
        ["slow20"] = """
            open
              GpuHot gpu-07:9400 03:42:46.143 fires
              GpuHot gpu-07:9401 03:42:51.153 fires
            """,
        ["timeout"] = """
            resolved
              GpuHot gpu-07:9400 03:15:36.013 03:17:11.016
              GpuHot gpu-07:9401 03:15:36.013 03:17:11.016
            """,
        ["timeout30"] = "open\n  GpuHot gpu-07:9400 03:42:46.143 fires",
        // Three of ten alerts were told; of the others nothing is known.
        ["truncated"] = """
            resolved
              GpuHot gpu-07:9400 03:15:35.610 03:16:10.612
              GpuHot gpu-07:9401 03:15:35.610 03:16:10.612
              GpuHot gpu-07:9402 03:15:35.610 03:16:10.612
            """,
        ["two-a"] = Two,
        ["two-b"] = Two,
        ["unicode"] = "resolved\n  4 × 模型费用超支 03:15:39.596 03:15:54.598",
    };

    /// <summary>Two receivers of one route tell the same.</summary>
    public const string Two = """
        resolved
          GpuHot gpu-07:9400 03:15:35.409 03:15:55.411
          GpuHot gpu-07:9401 03:15:35.409 03:15:55.411
        """;
}
