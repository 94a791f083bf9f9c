/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scan/ins-scan-run.h"

void
ins_engine_ask_realtime (InsEngine *self)
{
  g_autoptr (InsRig) rig = ins_engine_dup_rig (self);
  gboolean is_wanted = rig->wants_realtime && ins_realtime_is_allowed ();

  atomic_store (&self->realtime_wanted, is_wanted);
  atomic_store (&ins_motion_get_realtime (self->motion)->wanted, is_wanted);
  atomic_store (&ins_acquisition_get_realtime (self->acquisition)->wanted, is_wanted);
}

void
ins_engine_fill_realtime (InsEngine *self, InsSnapshot *snapshot)
{
  InsRealtimeState motion = atomic_load (&ins_motion_get_realtime (self->motion)->state);
  InsRealtimeState card = atomic_load (&ins_acquisition_get_realtime (self->acquisition)->state);
  const char *advice;

  snapshot->realtime = MIN (motion, card);
  advice = ins_realtime_get_advice (snapshot->realtime, !atomic_load (&self->memory_refused));
  g_strlcpy (snapshot->realtime_message, advice != NULL ? advice : "",
             sizeof snapshot->realtime_message);
}

static gboolean
lock_pulses (const InsLinePulses *pulses)
{
  return ins_realtime_lock_memory (pulses->pulses, pulses->capacity * sizeof *pulses->pulses) &&
         ins_realtime_lock_memory (pulses->samples, (gsize)pulses->capacity * pulses->n_samples *
                                                        sizeof *pulses->samples);
}

void
ins_scan_run_lock_buffers (InsScanRun *run)
{
  InsEngine *self = run->engine;
  gboolean is_locked = atomic_load (&self->realtime_wanted);

  atomic_store (&self->memory_refused, FALSE);
  if (!is_locked)
    return;
  for (guint i = 0; i < INS_N_JOBS; i++)
    is_locked = is_locked && lock_pulses (run->jobs[i].pulses);
  atomic_store (&self->memory_refused, !is_locked);
}

/* Before they are freed. Harmless where they are not locked. */
void
ins_scan_run_unlock_buffers (InsScanRun *run)
{
  if (!atomic_load (&run->engine->realtime_wanted))
    return;
  for (guint i = 0; i < INS_N_JOBS; i++)
    if (run->jobs[i].pulses != NULL)
      {
        const InsLinePulses *pulses = run->jobs[i].pulses;

        ins_realtime_unlock_memory (pulses->pulses, pulses->capacity * sizeof *pulses->pulses);
        ins_realtime_unlock_memory (pulses->samples, (gsize)pulses->capacity * pulses->n_samples *
                                                         sizeof *pulses->samples);
      }
}
