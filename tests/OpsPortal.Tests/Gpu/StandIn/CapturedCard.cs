namespace OpsPortal.Tests.Gpu.StandIn;

/// <summary>Lets the stand-in driver answer, in NVML's own units, as the driver of a captured card must have answered nvidia-smi.</summary>
internal static class CapturedCard
{
    private const double Mebi = 1048576;

    public static void Play(StandInNvml driver, SmiReport smi, int gpu = 0)
    {
        driver.Text("nvmlDeviceGetName", gpu, smi.Text("Product Name"));
        driver.Text("nvmlDeviceGetUUID", gpu, smi.Text("GPU UUID"));
        if (smi.Text("Serial Number") is not "N/A" and var serial)
            driver.Text("nvmlDeviceGetSerial", gpu, serial);
        driver.Text("nvmlDeviceGetVbiosVersion", gpu, smi.Text("VBIOS Version"));
        driver.Text("nvmlDeviceGetPciInfo_v3", gpu, smi.Text("PCI/Bus Id"));
        Set("nvmlDeviceGetUtilizationRates", "Utilization/GPU");
        Set("nvmlDeviceGetUtilizationRates", "Utilization/Memory", which: 1);
        Set("nvmlDeviceGetEncoderUtilization", "Utilization/Encoder");
        Set("nvmlDeviceGetDecoderUtilization", "Utilization/Decoder");
        Set("nvmlDeviceGetMemoryInfo_v2", "FB Memory Usage/Total", Mebi);
        Set("nvmlDeviceGetMemoryInfo_v2", "FB Memory Usage/Used", Mebi, which: 1);
        Set("nvmlDeviceGetMemoryInfo_v2", "FB Memory Usage/Reserved", Mebi, which: 2);
        Set("nvmlDeviceGetTemperature", "Temperature/GPU Current Temp");
        if (smi.IsXml)
        {
            // Cards whose limits are degrees; of later ones the margin to the limit is told.
            Set("nvmlDeviceGetTemperatureThreshold", "Temperature/GPU Shutdown Temp");
            Set("nvmlDeviceGetTemperatureThreshold", "Temperature/GPU Slowdown Temp", which: 1);
            Set("nvmlDeviceGetTemperatureThreshold", "Temperature/Memory Max Operating Temp", which: 2);
        }

        Set("nvmlDeviceGetMarginTemperature", "Temperature/GPU T.Limit Temp");
        Set("nvmlDeviceGetFieldValues", "Temperature/Memory Current Temp", which: 82);
        Set("nvmlDeviceGetPowerUsage", "GPU Power Readings/Average Power Draw", 1000);
        Set("nvmlDeviceGetFieldValues", "GPU Power Readings/Instantaneous Power Draw", 1000, 186);
        Set("nvmlDeviceGetEnforcedPowerLimit", "GPU Power Readings/Current Power Limit", 1000);
        Set("nvmlDeviceGetPowerManagementDefaultLimit", "GPU Power Readings/Default Power Limit", 1000);
        Set("nvmlDeviceGetPowerManagementLimitConstraints", "GPU Power Readings/Min Power Limit", 1000);
        Set("nvmlDeviceGetPowerManagementLimitConstraints", "GPU Power Readings/Max Power Limit", 1000, 1);
        Set("nvmlDeviceGetClockInfo", "Clocks/SM", which: 1);
        Set("nvmlDeviceGetClockInfo", "Clocks/Memory", which: 2);
        Set("nvmlDeviceGetMaxClockInfo", "Max Clocks/SM", which: 1);
        Set("nvmlDeviceGetMaxClockInfo", "Max Clocks/Memory", which: 2);
        Set("nvmlDeviceGetPerformanceState", "Performance State");
        Set("nvmlDeviceGetFanSpeed", "Fan Speed");
        Set("nvmlDeviceGetCurrPcieLinkGeneration", "PCI/GPU Link Info/PCIe Generation/Current");
        Set("nvmlDeviceGetMaxPcieLinkGeneration", "PCI/GPU Link Info/PCIe Generation/Max");
        Set("nvmlDeviceGetCurrPcieLinkWidth", "PCI/GPU Link Info/Link Width/Current");
        Set("nvmlDeviceGetMaxPcieLinkWidth", "PCI/GPU Link Info/Link Width/Max");
        Set("nvmlDeviceGetPcieReplayCounter", "PCI/Replays Since Reset");
        Set("nvmlDeviceGetPcieThroughput", "PCI/Tx Throughput");
        Set("nvmlDeviceGetPcieThroughput", "PCI/Rx Throughput", which: 1);
        Set("nvmlDeviceGetFieldValues", "Clocks Event Reasons Counters/SW Power Capping", 1000, 74);
        Set("nvmlDeviceGetFieldValues", "Clocks Event Reasons Counters/Sync Boost", 1000, 76);
        Set("nvmlDeviceGetFieldValues", "Clocks Event Reasons Counters/SW Thermal Slowdown", 1000, 251);
        Set("nvmlDeviceGetFieldValues", "Clocks Event Reasons Counters/HW Thermal Slowdown", 1000, 252);
        Set("nvmlDeviceGetFieldValues", "Clocks Event Reasons Counters/HW Power Braking", 1000, 253);
        driver.Set("nvmlDeviceGetCurrentClocksThrottleReasons", gpu, 0);
        Flag("nvmlDeviceGetPersistenceMode", "Persistence Mode");
        Flag("nvmlDeviceGetEccMode", "ECC Mode/Current");
        Flag("nvmlDeviceGetMigMode", "MIG Mode/Current");
        driver.Set("nvmlDeviceGetComputeMode", gpu, smi.Text("Compute Mode") == "Default" ? 0u : 3u);

        void Set(string function, string path, double factor = 1, int which = 0)
        {
            // N/A is what nvidia-smi makes of "not supported", which is what the stand-in says of what is not set.
            if (smi.Number(path) is { } number)
                driver.Set(function, gpu, (ulong)(long)Math.Round(number * factor), which);
        }

        void Flag(string function, string path)
        {
            if (smi.On(path) is { } on)
                driver.Set(function, gpu, on ? 1u : 0u);
        }
    }
}
