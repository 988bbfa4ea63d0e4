using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Elasticsearch;

/// <summary>Section <c>Elasticsearch</c>; the fields' names are those of the Elastic Common Schema unless said otherwise.</summary>
public sealed class ElasticOptions : BackendOptions
{
    /// <summary>Index, data stream or pattern. The default is <c>logs-*</c>.</summary>
    public string Index { get; set; } = "logs-*";

    /// <summary>File that holds an API key as it is sent: the encoded form of <c>id:key</c>. Or empty.</summary>
    public string ApiKeyFile { get; set; } = "";

    /// <summary>The line's moment: a field of type date or date_nanos. The default is <c>@timestamp</c>.</summary>
    public string TimeField { get; set; } = "@timestamp";

    /// <summary>What the line says. The default is <c>message</c>.</summary>
    public string MessageField { get; set; } = "message";

    /// <summary>The level, as a keyword. The default is <c>log.level</c>.</summary>
    public string LevelField { get; set; } = "log.level";

    /// <summary>Fields that tell streams apart; the first one names the service. The default: service.name, host.name.</summary>
    public List<string> LabelFields { get; set; } = [];

    /// <summary>Most lines of one question: the index's <c>max_result_window</c>. The default is 10,000.</summary>
    public int MaxLines { get; set; } = 10_000;

    internal IReadOnlyList<string> Labels => LabelFields.Count > 0 ? LabelFields : ["service.name", "host.name"];

    internal override IEnumerable<(string Key, string File)> MoreFiles => [("ApiKeyFile", ApiKeyFile)];
}
