using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Services;

/// <summary>What became of the requests of one kind within one step; log lines are made of it.</summary>
/// <param name="Operation">Endpoint or operation.</param>
/// <param name="Model">The model that was asked, or <c>null</c>.</param>
/// <param name="Status">As the service's own metric says it: a status code, <c>success</c>, <c>error</c>.</param>
/// <param name="Result">Of which kind it is.</param>
/// <param name="Count">How many.</param>
/// <param name="Shape">How long they took.</param>
public readonly record struct Outcome(string Operation, string? Model, string Status, Result Result, long Count, LatencyShape Shape);

/// <summary>The kinds of outcome: served, refused because of the caller (4xx), failed (5xx).</summary>
public enum Result
{
    Served,
    Refused,
    Failed,
}

/// <summary>Requests of one step by how they ended.</summary>
/// <param name="Failed">With those that were answered "unavailable".</param>
public readonly record struct Answered(long All, long Served, long Refused, long Limited, long Failed, long Unavailable);
