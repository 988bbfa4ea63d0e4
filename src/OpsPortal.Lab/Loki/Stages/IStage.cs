namespace OpsPortal.Lab.Loki.Stages;

/// <summary>One step of a pipeline.</summary>
internal interface IStage
{
    /// <returns>False when the line is left out.</returns>
    bool Process(LineState line);
}
