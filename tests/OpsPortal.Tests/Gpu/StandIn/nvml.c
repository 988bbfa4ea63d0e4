/*
 * A stand-in for libnvidia-ml.so.1: answers from a script that the test writes through standin_*.
 * What is not in the script answers NVML_ERROR_NOT_SUPPORTED (3). A function is missing altogether when the library is
 * built with -DWITHOUT_<its name>. A device is a pointer to its own index plus one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX 512
typedef struct { char fn[64]; int gpu; int which; int code; uint64_t value; int delay_ms; char text[128]; } entry;
typedef struct { int gpu; uint32_t pid; uint64_t memory; int sm; uint64_t at; } process;
static entry script[MAX];
static int entries;
static process processes[MAX];
static int process_count;

static entry *find(const char *fn, int gpu, int which, int make)
{
    for (int i = 0; i < entries; i++)
        if (script[i].gpu == gpu && script[i].which == which && strcmp(script[i].fn, fn) == 0) return &script[i];
    if (!make || entries == MAX) return 0;
    entry *e = &script[entries++];
    memset(e, 0, sizeof *e);
    strncpy(e->fn, fn, sizeof e->fn - 1);
    e->gpu = gpu; e->which = which;
    return e;
}

void standin_set(const char *fn, int gpu, int which, int code, uint64_t value)
{ entry *e = find(fn, gpu, which, 1); e->code = code; e->value = value; }
void standin_text(const char *fn, int gpu, const char *text)
{ entry *e = find(fn, gpu, 0, 1); strncpy(e->text, text, sizeof e->text - 1); }
void standin_delay(const char *fn, int gpu, int which, int ms) { find(fn, gpu, which, 1)->delay_ms = ms; }
void standin_process(int gpu, uint32_t pid, uint64_t memory, int sm, uint64_t at)
{ processes[process_count++] = (process){ gpu, pid, memory, sm, at }; }

static int answer(const char *fn, int gpu, int which, uint64_t *value)
{
    entry *e = find(fn, gpu, which, 0);
    if (!e) return 3;
    if (e->delay_ms) {
        struct timespec t = { e->delay_ms / 1000, (long)(e->delay_ms % 1000) * 1000000 };
        nanosleep(&t, 0);
    }
    *value = e->value;
    return e->code;
}

static int text(const char *fn, int gpu, char *out, unsigned room)
{
    entry *e = find(fn, gpu, 0, 0);
    if (!e || !e->text[0]) return e ? e->code : 3;
    if (strlen(e->text) + 1 > room) return 7;
    strcpy(out, e->text);
    return e->code;
}

#define GPU(d) ((int)((intptr_t)(d) - 1))
#define U32(fn) int fn(void *d, unsigned *v) { uint64_t x = 0; int c = answer(#fn, GPU(d), 0, &x); *v = (unsigned)x; return c; }
#define U32_BY(fn) int fn(void *d, unsigned w, unsigned *v) { uint64_t x = 0; int c = answer(#fn, GPU(d), (int)w, &x); *v = (unsigned)x; return c; }
#define U64(fn) int fn(void *d, unsigned long long *v) { uint64_t x = 0; int c = answer(#fn, GPU(d), 0, &x); *v = x; return c; }
#define TEXT(fn) int fn(void *d, char *out, unsigned room) { return text(#fn, GPU(d), out, room); }

int nvmlInit_v2(void) { uint64_t x; entry *e = find("nvmlInit_v2", -1, 0, 0); (void)x; return e ? e->code : 0; }
int nvmlShutdown(void) { return 0; }
int nvmlSystemGetDriverVersion(char *out, unsigned room) { return text("nvmlSystemGetDriverVersion", -1, out, room); }
int nvmlSystemGetCudaDriverVersion_v2(int *v) { uint64_t x = 0; int c = answer("nvmlSystemGetCudaDriverVersion_v2", -1, 0, &x); *v = (int)x; return c; }
int nvmlSystemGetProcessName(unsigned pid, char *out, unsigned room) { return text("nvmlSystemGetProcessName", (int)pid, out, room); }
int nvmlDeviceGetCount_v2(unsigned *v) { uint64_t x = 0; int c = answer("nvmlDeviceGetCount_v2", -1, 0, &x); *v = (unsigned)x; return c; }
int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **d)
{
    entry *e = find("nvmlDeviceGetHandleByIndex_v2", (int)i, 0, 0);
    *d = (void *)(intptr_t)(i + 1);
    return e ? e->code : 0;
}
TEXT(nvmlDeviceGetName)
TEXT(nvmlDeviceGetUUID)
typedef struct { char legacy[16]; unsigned domain, bus, device, id, subsystem; char bus_id[32]; } pci;
int nvmlDeviceGetPciInfo_v3(void *d, pci *p) { return text("nvmlDeviceGetPciInfo_v3", GPU(d), p->bus_id, 32); }
typedef struct { unsigned gpu, memory; } rates;
int nvmlDeviceGetUtilizationRates(void *d, rates *r)
{
    uint64_t g = 0, m = 0;
    int c = answer("nvmlDeviceGetUtilizationRates", GPU(d), 0, &g);
    answer("nvmlDeviceGetUtilizationRates", GPU(d), 1, &m);
    r->gpu = (unsigned)g; r->memory = (unsigned)m;
    return c;
}
#ifndef WITHOUT_nvmlDeviceGetMemoryInfo_v2
typedef struct { unsigned version; unsigned long long total, reserved, free, used; } memory2;
int nvmlDeviceGetMemoryInfo_v2(void *d, memory2 *m)
{
    uint64_t total = 0, used = 0;
    if (m->version != (sizeof(memory2) | 2u << 24)) return 25;
    int c = answer("nvmlDeviceGetMemoryInfo_v2", GPU(d), 0, &total);
    answer("nvmlDeviceGetMemoryInfo_v2", GPU(d), 1, &used);
    uint64_t reserved = 0; answer("nvmlDeviceGetMemoryInfo_v2", GPU(d), 2, &reserved);
    m->total = total; m->used = used; m->reserved = reserved; m->free = total - used - reserved;
    return c;
}
#endif
typedef struct { unsigned long long total, free, used; } memory1;
int nvmlDeviceGetMemoryInfo(void *d, memory1 *m)
{
    uint64_t total = 0, used = 0;
    int c = answer("nvmlDeviceGetMemoryInfo", GPU(d), 0, &total);
    answer("nvmlDeviceGetMemoryInfo", GPU(d), 1, &used);
    m->total = total; m->used = used; m->free = total - used;
    return c;
}
U32_BY(nvmlDeviceGetTemperature)
U32_BY(nvmlDeviceGetTemperatureThreshold)
#ifndef WITHOUT_nvmlDeviceGetMarginTemperature
typedef struct { unsigned version; int margin; } margin;
int nvmlDeviceGetMarginTemperature(void *d, margin *m)
{
    uint64_t x = 0;
    if (m->version != (sizeof(margin) | 1u << 24)) return 25;
    int c = answer("nvmlDeviceGetMarginTemperature", GPU(d), 0, &x);
    m->margin = (int)(int64_t)x;
    return c;
}
#endif
U32(nvmlDeviceGetPowerUsage)
U32(nvmlDeviceGetEnforcedPowerLimit)
U32_BY(nvmlDeviceGetClockInfo)
U32_BY(nvmlDeviceGetMaxClockInfo)
U32(nvmlDeviceGetPerformanceState)
#ifndef WITHOUT_nvmlDeviceGetFanSpeed
U32(nvmlDeviceGetFanSpeed)
#endif
/* Only the older of the two names, as drivers before 535 have it. */
U64(nvmlDeviceGetCurrentClocksThrottleReasons)
#ifndef WITHOUT_nvmlDeviceGetTotalEccErrors
int nvmlDeviceGetTotalEccErrors(void *d, unsigned kind, unsigned counter, unsigned long long *v)
{ uint64_t x = 0; int c = answer("nvmlDeviceGetTotalEccErrors", GPU(d), (int)(kind * 10 + counter), &x); *v = x; return c; }
#endif
typedef struct { unsigned id, scope; long long at, latency; unsigned type; int code; unsigned long long value; } field;
int nvmlDeviceGetFieldValues(void *d, int n, field *f)
{
    for (int i = 0; i < n; i++) {
        uint64_t x = 0;
        /* The totals over all links are only given to who asks for all links. */
        if ((f[i].id == 138 || f[i].id == 139) && f[i].scope != ~0u) { f[i].code = 2; continue; }
        f[i].code = answer("nvmlDeviceGetFieldValues", GPU(d), (int)f[i].id, &x);
        f[i].type = 1; f[i].value = x;
    }
    return 0;
}
typedef struct { unsigned pid; unsigned long long memory; unsigned gi, ci; } process_info;
int nvmlDeviceGetComputeRunningProcesses_v3(void *d, unsigned *count, process_info *out)
{
    uint64_t x = 0;
    int c = answer("nvmlDeviceGetComputeRunningProcesses_v3", GPU(d), 0, &x);
    if (c) return c;
    unsigned n = 0;
    for (int i = 0; i < process_count; i++) n += processes[i].gpu == GPU(d);
    if (n > *count) { *count = n; return 7; }
    *count = n;
    n = 0;
    for (int i = 0; i < process_count; i++)
        if (processes[i].gpu == GPU(d)) out[n++] = (process_info){ processes[i].pid, processes[i].memory, ~0u, ~0u };
    return 0;
}
typedef struct { unsigned pid; unsigned long long at; unsigned sm, mem, enc, dec; } sample;
int nvmlDeviceGetProcessUtilization(void *d, sample *out, unsigned *count, unsigned long long since)
{
    unsigned n = 0;
    for (int i = 0; i < process_count; i++)
        if (processes[i].gpu == GPU(d) && processes[i].sm >= 0 && processes[i].at > since) {
            if (out && n < *count) out[n] = (sample){ processes[i].pid, processes[i].at, (unsigned)processes[i].sm, 0, 0, 0 };
            n++;
        }
    if (n == 0) return 6;
    int c = out && n <= *count ? 0 : 7;
    *count = n;
    return c;
}

#define PAIR(fn) int fn(void *d, unsigned *a, unsigned *b) { uint64_t x = 0, y = 0; int c = answer(#fn, GPU(d), 0, &x); if (!c) answer(#fn, GPU(d), 1, &y); *a = (unsigned)x; *b = (unsigned)y; return c; }
TEXT(nvmlDeviceGetSerial)
TEXT(nvmlDeviceGetVbiosVersion)
U64(nvmlDeviceGetTotalEnergyConsumption)
PAIR(nvmlDeviceGetEncoderUtilization)
PAIR(nvmlDeviceGetDecoderUtilization)
#ifndef WITHOUT_nvmlDeviceGetCurrPcieLinkGeneration
U32(nvmlDeviceGetCurrPcieLinkGeneration)
#endif
U32(nvmlDeviceGetMaxPcieLinkGeneration)
U32(nvmlDeviceGetCurrPcieLinkWidth)
U32(nvmlDeviceGetMaxPcieLinkWidth)
U32(nvmlDeviceGetPcieReplayCounter)
U32_BY(nvmlDeviceGetPcieThroughput)
U32_BY(nvmlDeviceGetNvLinkState)
U32(nvmlDeviceGetRetiredPagesPendingStatus)
PAIR(nvmlDeviceGetEccMode)
U32(nvmlDeviceGetComputeMode)
U32(nvmlDeviceGetPersistenceMode)
U32(nvmlDeviceGetPowerManagementDefaultLimit)
PAIR(nvmlDeviceGetPowerManagementLimitConstraints)
#ifndef WITHOUT_nvmlDeviceGetRemappedRows
int nvmlDeviceGetRemappedRows(void *d, unsigned *c, unsigned *u, unsigned *p, unsigned *f)
{
    uint64_t x[4] = { 0 };
    int code = answer("nvmlDeviceGetRemappedRows", GPU(d), 0, &x[0]);
    for (int i = 1; i < 4; i++) answer("nvmlDeviceGetRemappedRows", GPU(d), i, &x[i]);
    *c = (unsigned)x[0]; *u = (unsigned)x[1]; *p = (unsigned)x[2]; *f = (unsigned)x[3];
    return code;
}
#endif
int nvmlDeviceGetRetiredPages(void *d, unsigned cause, unsigned *count, unsigned long long *addresses)
{
    uint64_t x = 0;
    int c = answer("nvmlDeviceGetRetiredPages", GPU(d), (int)cause, &x);
    (void)addresses;
    if (c) return c;
    int enough = *count >= x;
    *count = (unsigned)x;
    return enough ? 0 : 7;
}
typedef struct { unsigned long long reference, time; } violation;
int nvmlDeviceGetViolationStatus(void *d, unsigned policy, violation *v)
{ uint64_t x = 0; int c = answer("nvmlDeviceGetViolationStatus", GPU(d), (int)policy, &x); v->reference = 0; v->time = x; return c; }
typedef struct { unsigned long long at; union { double d; unsigned long long u; } value; } util_sample;
int nvmlDeviceGetSamples(void *d, int type, unsigned long long since, int *value_type, unsigned *count, util_sample *out)
{
    uint64_t x = 0;
    int c = answer("nvmlDeviceGetSamples", GPU(d), type, &x);
    if (c) return c;
    if (x <= since) return 6;
    if (*count < 1) return 7;
    *value_type = 1; *count = 1;
    out[0].at = x; out[0].value.u = 50;
    return 0;
}

/* The parts of GPU g are the devices 1000 * (g + 1) + index. */
PAIR(nvmlDeviceGetMigMode)
U32(nvmlDeviceGetMaxMigDeviceCount)
U32(nvmlDeviceGetGpuInstanceId)
U32(nvmlDeviceGetComputeInstanceId)
int nvmlDeviceGetMigDeviceHandleByIndex(void *d, unsigned i, void **part)
{
    uint64_t x = 0;
    int c = answer("nvmlDeviceGetMigDeviceHandleByIndex", GPU(d), (int)i, &x);
    *part = (void *)(intptr_t)(1000 * (GPU(d) + 1) + (int)i + 1);
    return c ? 6 : 0;
}

typedef struct { unsigned version, supported; } gpm_support;
int nvmlGpmQueryDeviceSupport(void *d, gpm_support *s)
{ uint64_t x = 0; int c = answer("nvmlGpmQueryDeviceSupport", GPU(d), 0, &x); s->supported = (unsigned)x; return s->version == 1 ? c : 25; }
int nvmlGpmSampleAlloc(int **s) { *s = calloc(1, sizeof(int)); return 0; }
int nvmlGpmSampleFree(int *s) { free(s); return 0; }
int nvmlGpmSampleGet(void *d, int *s) { uint64_t x = 0; *s = GPU(d) + 1; return answer("nvmlGpmSampleGet", GPU(d), 0, &x); }
/* The part with the id i counts as GPU 2000 + i. */
int nvmlGpmMigSampleGet(void *d, unsigned i, int *s) { uint64_t x = 0; *s = 2001 + (int)i; return answer("nvmlGpmMigSampleGet", GPU(d), (int)i, &x); }
typedef struct { unsigned id; int code; double value; char *a, *b, *c; } gpm_metric;
typedef struct { unsigned version, count; int *before, *now; gpm_metric metrics[]; } gpm_get;
int nvmlGpmMetricsGet(gpm_get *g)
{
    if (g->version != 1 || !g->before || !g->now || *g->before != *g->now || !*g->now) return 2;
    for (unsigned i = 0; i < g->count; i++) {
        uint64_t x = 0;
        g->metrics[i].code = answer("nvmlGpmMetricsGet", *g->now - 1, (int)g->metrics[i].id, &x);
        g->metrics[i].value = (double)x / 100;
    }
    return 0;
}

typedef struct { void *device; unsigned long long type, data; unsigned gi, ci; } event_data;
static event_data events[64];
static volatile int events_in, events_out;
void standin_event(int gpu, uint64_t type, uint64_t data)
{ events[events_in % 64] = (event_data){ (void *)(intptr_t)(gpu + 1), type, data, ~0u, ~0u }; events_in++; }
#ifndef WITHOUT_nvmlEventSetCreate
int nvmlEventSetCreate(void **set) { *set = (void *)1; return 0; }
#endif
int nvmlEventSetFree(void *set) { (void)set; return 0; }
U64(nvmlDeviceGetSupportedEventTypes)
int nvmlDeviceRegisterEvents(void *d, unsigned long long types, void *set)
{ uint64_t x = 0; (void)types; (void)set; return answer("nvmlDeviceRegisterEvents", GPU(d), 0, &x); }
int nvmlEventSetWait_v2(void *set, event_data *e, unsigned timeout)
{
    struct timespec t = { 0, 5000000 };
    (void)set;
    for (unsigned waited = 0; waited <= timeout; waited += 5) {
        if (events_out < events_in) { *e = events[events_out++ % 64]; return e->type ? 0 : (int)e->data; }
        nanosleep(&t, 0);
    }
    return 10;
}
