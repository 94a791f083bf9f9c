/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-controller-private.h"

#define BITS_PER_BYTE 10.0 /* start and stop bit */
#define MAX_RX 4096        /* bytes on their way to the firmware */
#define ONCE_MOVING_S 0.1  /* after the start */
#define SPEED_OVER_S 1e-4

/* A byte from the host on its way through the serial line. */
typedef struct
{
  double due_s;
  guint8 byte;
} Arriving;

static const InsSimFirmware *const firmwares[] = {
  &ins_sim_grbl_firmware,    &ins_sim_esp_firmware,    &ins_sim_gcs_firmware,
  &ins_sim_grblhal_firmware, &ins_sim_marlin_firmware, &ins_sim_vxm_firmware,
  &ins_sim_zaber_firmware,
};

const char *const *
ins_sim_controller_protocols (void)
{
  static const char *names[G_N_ELEMENTS (firmwares) + 1];

  for (gsize i = 0; i < G_N_ELEMENTS (firmwares); i++)
    names[i] = firmwares[i]->protocol;

  return names;
}

static const InsSimFirmware *
find_firmware (const char *protocol, GError **error)
{
  g_autofree char *known = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (firmwares); i++)
    if (g_strcmp0 (firmwares[i]->protocol, protocol) == 0)
      return firmwares[i];
  known = g_strjoinv (" ", (char **)ins_sim_controller_protocols ());
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("There is no simulated stage that speaks “%s”. Known ones: %s."), protocol,
               known);

  return NULL;
}

static gboolean
check_variant (const InsSimFirmware *firmware, const char *variant, GError **error)
{
  static const char *const none[] = { NULL };
  const char *const *variants = firmware->variants != NULL ? firmware->variants : none;
  g_autofree char *known = NULL;

  if (variant[0] == '\0' || g_strv_contains (variants, variant))
    return TRUE;
  known = g_strjoinv (" ", (char **)variants);
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("The simulated stage that speaks “%s” has no variant “%s”. Known ones: %s."),
               firmware->protocol, variant, known);

  return FALSE;
}

static gboolean
check_fault (const InsSimFirmware *firmware, const InsSimFault *fault, GError **error)
{
  if (fault->following_after_s >= 0.0 && firmware->let_go == NULL)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("A stage that speaks “%s” has no encoders and cannot have the fault "
                      "“following”."),
                   firmware->protocol);
      return FALSE;
    }
  if (fault->lost_steps_mm > 0.0 && firmware->is_closed_loop)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("A stage that speaks “%s” has encoders and cannot have the fault “steps”."),
                   firmware->protocol);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_link (const InsSimFirmware *firmware, const InsSimLink *link, GError **error)
{
  if (!link->stale || firmware->has_frames)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("The simulated stage that speaks “%s” always tells where it is now and cannot be "
                  "“stale”."),
               firmware->protocol);

  return FALSE;
}

const char *
ins_sim_controller_get_address_options (const InsSimController *self)
{
  return self->firmware->address_options != NULL ? self->firmware->address_options : "";
}

InsSimController *
ins_sim_controller_new (const char *protocol,
                        const InsSimConfig *config,
                        InsSimBench *bench,
                        GError **error)
{
  const InsSimFirmware *firmware = find_firmware (protocol, error);
  g_autoptr (InsSimBench) own_bench = bench != NULL ? ins_sim_bench_ref (bench) : NULL;
  InsSimController *self;

  if (firmware == NULL || !check_variant (firmware, config->variant, error) ||
      !check_fault (firmware, &config->fault, error) ||
      !check_link (firmware, &config->link, error))
    return NULL;
  if (config->log[0] != '\0' && own_bench == NULL)
    bench = own_bench = ins_sim_bench_new ();
  if (config->log[0] != '\0' && !ins_sim_bench_log (bench, config->log, error))
    return NULL;
  self = g_malloc0 (firmware->size);
  self->firmware = firmware;
  self->config = *config;
  self->wire = ins_sim_wire_new (1e-3 * config->latency_ms, 1e-3 * config->jitter_ms, config->seed,
                                 &config->fault);
  self->bench = g_steal_pointer (&own_bench);
  self->silence_s = self->cut_s = self->reset_s = self->limit_s = (double)INFINITY;
  self->following_s = self->late_s = self->steps_s = (double)INFINITY;
  ins_sim_wire_set_silent (self->wire, config->fault.silence_after_s <= 0.0);
  if (config->baud > 0.0)
    {
      self->byte_s = BITS_PER_BYTE / config->baud;
      ins_sim_wire_set_byte_time (self->wire, self->byte_s);
    }
  ins_sim_wire_set_link (self->wire, &config->link);
  self->random = g_rand_new_with_seed (config->seed + 1);
  self->arriving = g_array_new (FALSE, FALSE, sizeof (Arriving));
  firmware->init (self, self->bench);

  return self;
}

void
ins_sim_controller_free (InsSimController *self)
{
  self->firmware->clear (self);
  ins_sim_wire_free (self->wire);
  g_rand_free (self->random);
  g_clear_pointer (&self->bench, ins_sim_bench_unref);
  g_array_unref (self->arriving);
  g_free (self);
}

const char *
ins_sim_controller_get_family (InsSimController *self)
{
  return self->firmware->family != NULL ? self->firmware->family : self->firmware->protocol;
}

void
ins_sim_controller_begin_motion (InsSimController *self, double now_s)
{
  const InsSimFault *fault = &self->config.fault;

  if (fault->lost_steps_mm > 0.0 && !self->has_lost_steps)
    self->steps_s = now_s + ONCE_MOVING_S;
  if (self->has_moved)
    return;
  self->has_moved = TRUE;
  if (fault->late_s >= 0.0)
    self->late_s = now_s + ONCE_MOVING_S;
  if (fault->following_after_s >= 0.0)
    self->following_s = now_s + fault->following_after_s;
  if (fault->silence_after_s > 0.0)
    self->silence_s = now_s + fault->silence_after_s;
  if (fault->cut_after_s >= 0.0)
    self->cut_s = now_s + fault->cut_after_s;
  if (fault->reset_after_s >= 0.0)
    self->reset_s = now_s + fault->reset_after_s;
  if (fault->limit_after_s >= 0.0)
    self->limit_s = now_s + fault->limit_after_s;
}

InsSimAxes *
ins_sim_controller_new_axes (const InsSimController *self, double step_mm, InsSimBench *bench)
{
  InsSimMotionConfig motion = { .step_mm = step_mm, .backlash_mm = self->config.backlash_mm };

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    {
      motion.maximum_speed.mm[axis] = self->config.maximum_speed_mm_s;
      motion.acceleration.mm[axis] = self->config.acceleration_mm_s2;
    }

  return ins_sim_axes_new (&motion, bench);
}

static gboolean
is_due (double *when_s, double now_s)
{
  if (*when_s > now_s)
    return FALSE;
  *when_s = (double)INFINITY;

  return TRUE;
}

/* Of the load, mm/s. 0 without a bench. */
static double
get_speed (InsSimController *self, guint axis, double now_s)
{
  InsPosition here, there;

  if (self->bench == NULL)
    return 0.0;
  ins_sim_bench_get_position (self->bench, now_s, &here);
  ins_sim_bench_get_position (self->bench, now_s + SPEED_OVER_S, &there);

  return (there.mm[axis] - here.mm[axis]) / SPEED_OVER_S;
}

/* X where none moves. */
static guint
get_fastest_axis (InsSimController *self, double now_s)
{
  guint fastest = INS_AXIS_X;

  for (guint axis = 0; axis < INS_N_AXES; axis++)
    if (fabs (get_speed (self, axis, now_s)) > fabs (get_speed (self, fastest, now_s)))
      fastest = axis;

  return fastest;
}

static void
shift_load (InsSimController *self, guint axis, double mm, double now_s)
{
  self->lost_mm.mm[axis] += mm;
  if (self->bench != NULL)
    ins_sim_bench_shift (self->bench, axis, mm, now_s);
}

/* If nothing moves, the next motion will see it. */
static void
lose_steps (InsSimController *self, double now_s)
{
  guint axis = get_fastest_axis (self, now_s);
  double speed = get_speed (self, axis, now_s);

  if (speed == 0.0)
    return;
  self->has_lost_steps = TRUE;
  shift_load (self, axis, copysign (self->config.fault.lost_steps_mm, -speed), now_s);
}

void
ins_sim_controller_find_switch (InsSimController *self, guint axis, double now_s)
{
  if (self->lost_mm.mm[axis] != 0.0)
    shift_load (self, axis, -self->lost_mm.mm[axis], now_s);
}

static void
run_faults (InsSimController *self, double now_s)
{
  if (is_due (&self->silence_s, now_s))
    {
      ins_sim_wire_clear (self->wire);
      ins_sim_wire_set_silent (self->wire, TRUE);
    }
  if (is_due (&self->cut_s, now_s))
    self->cut = TRUE;
  if (is_due (&self->reset_s, now_s))
    {
      ins_sim_wire_clear (self->wire);
      self->firmware->power_cycle (self, now_s);
    }
  if (is_due (&self->limit_s, now_s))
    self->firmware->hit_limit (self, get_fastest_axis (self, now_s), now_s);
  if (is_due (&self->following_s, now_s))
    self->firmware->let_go (self, get_fastest_axis (self, now_s), now_s);
  if (is_due (&self->late_s, now_s))
    ins_sim_wire_delay_next (self->wire, self->config.fault.late_s);
  if (is_due (&self->steps_s, now_s))
    lose_steps (self, now_s);
}

static double
next_internal_s (InsSimController *self)
{
  double next_s = self->firmware->next_event_s (self);

  next_s = MIN (next_s, MIN (self->silence_s, self->cut_s));
  next_s = MIN (next_s, MIN (self->following_s, self->late_s));
  next_s = MIN (next_s, self->steps_s);

  return MIN (next_s, MIN (self->reset_s, self->limit_s));
}

static void
run_until (InsSimController *self, double now_s)
{
  for (double next_s = next_internal_s (self); next_s <= now_s; next_s = next_internal_s (self))
    {
      run_faults (self, next_s);
      self->firmware->step (self, next_s);
    }
}

/* When the next byte from the host is whole; INFINITY for none. */
static double
next_arrival_s (InsSimController *self)
{
  return self->arriving->len > 0 ? g_array_index (self->arriving, Arriving, 0).due_s
                                 : (double)INFINITY;
}

/* Everything that happens by itself, at the time when it happens. */
static void
advance (InsSimController *self, double now_s)
{
  guint n = 0;

  for (; n < self->arriving->len; n++)
    {
      const Arriving next = g_array_index (self->arriving, Arriving, n);

      if (next.due_s > now_s)
        break;
      run_until (self, next.due_s);
      self->firmware->take_byte (self, next.byte, next.due_s);
    }
  if (n > 0)
    g_array_remove_range (self->arriving, 0, n);
  run_until (self, now_s);
}

void
ins_sim_controller_connect (InsSimController *self, double now_s)
{
  advance (self, now_s);
  ins_sim_wire_clear (self->wire);
  g_array_set_size (self->arriving, 0);
  if (self->connected_before)
    ins_sim_wire_set_silent (self->wire, FALSE);
  self->connected_before = TRUE;
}

void
ins_sim_controller_input (InsSimController *self, const guint8 *bytes, gsize n_bytes, double now_s)
{
  double read_s;

  advance (self, now_s);
  if (self->byte_s <= 0.0 && !ins_sim_link_delays_requests (&self->config.link))
    {
      for (gsize i = 0; i < n_bytes; i++)
        self->firmware->take_byte (self, bytes[i], now_s);
      return;
    }
  read_s = ins_sim_link_get_request_s (&self->config.link, self->random, now_s);
  for (gsize i = 0; i < n_bytes && self->arriving->len < MAX_RX; i++)
    {
      const Arriving next = { MAX (read_s, self->arrived_s) + self->byte_s, bytes[i] };

      g_array_append_val (self->arriving, next);
      self->arrived_s = next.due_s;
    }
}

gsize
ins_sim_controller_output (InsSimController *self, double now_s, guint8 *buffer, gsize size)
{
  advance (self, now_s);

  return ins_sim_wire_take (self->wire, now_s, buffer, size);
}

double
ins_sim_controller_next_event_s (InsSimController *self)
{
  return MIN (next_internal_s (self),
              MIN (next_arrival_s (self), ins_sim_wire_next_s (self->wire)));
}

gboolean
ins_sim_controller_take_cut (InsSimController *self)
{
  gboolean cut = self->cut;

  self->cut = FALSE;

  return cut;
}

void
ins_sim_controller_get_position (InsSimController *self, double now_s, InsPosition *position)
{
  self->firmware->get_position (self, now_s, position);
}
