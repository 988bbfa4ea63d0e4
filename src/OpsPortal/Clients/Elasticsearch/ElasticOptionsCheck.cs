using OpsPortal.Clients.Backend;

namespace OpsPortal.Clients.Elasticsearch;

internal sealed class ElasticOptionsCheck() : BackendOptionsCheck<ElasticOptions>("Elasticsearch", "https://127.0.0.1:9200")
{
    protected override IEnumerable<string> Own(ElasticOptions o)
    {
        if (o.ApiKeyFile.Length > 0 && (o.Username.Length > 0 || o.BearerTokenFile.Length > 0))
            yield return "Elasticsearch:ApiKeyFile excludes Elasticsearch:Username and Elasticsearch:BearerTokenFile.";
        // It becomes a part of the address.
        if (o.Index.Length == 0 || o.Index.AsSpan().IndexOfAny("/\\?#\" <>|") >= 0 || o.Index.Any(char.IsControl))
            yield return "Elasticsearch:Index must be an index, a data stream or a pattern, like logs-*.";
        foreach (var (key, field) in new[] { ("TimeField", o.TimeField), ("MessageField", o.MessageField), ("LevelField", o.LevelField) }.Concat(o.Labels.Select(label => ("LabelFields", label))))
        {
            if (field.Length == 0 || field.Any(c => char.IsControl(c) || c is '*' or ' ' or '"'))
                yield return $"Elasticsearch:{key} must be a field's name, like log.level.";
        }
        if (o.MaxLines is < 100 or > 100_000)
            yield return "Elasticsearch:MaxLines must be between 100 and 100000.";
    }
}
