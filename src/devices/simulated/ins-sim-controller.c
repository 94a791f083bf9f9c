/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/ins-error.h"
#include "devices/simulated/ins-sim-controller-private.h"

#define DEFAULT_SPEED_MM_S 200.0
#define DEFAULT_ACCELERATION_MM_S2 500.0

static const InsSimFirmware *const firmwares[] = {
  &ins_sim_grbl_firmware,  &ins_sim_esp_firmware,     &ins_sim_vxm_firmware,
  &ins_sim_zaber_firmware, &ins_sim_grblhal_firmware, &ins_sim_marlin_firmware,
  &ins_sim_gcs_firmware,
};

void
ins_sim_config_init (InsSimConfig *config)
{
  *config = (InsSimConfig){ .acceleration_mm_s2 = DEFAULT_ACCELERATION_MM_S2,
                            .maximum_speed_mm_s = DEFAULT_SPEED_MM_S,
                            .seed = 1 };
  ins_sim_fault_init (&config->fault);
}

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
  InsSimController *self;

  if (firmware == NULL || !check_variant (firmware, config->variant, error))
    return NULL;
  self = g_malloc0 (firmware->size);
  self->firmware = firmware;
  self->config = *config;
  self->wire = ins_sim_wire_new (1e-3 * config->latency_ms, 1e-3 * config->jitter_ms, config->seed,
                                 &config->fault);
  self->silence_s = self->cut_s = self->reset_s = self->limit_s = (double)INFINITY;
  ins_sim_wire_set_silent (self->wire, config->fault.silence_after_s <= 0.0);
  firmware->init (self, bench);

  return self;
}

void
ins_sim_controller_free (InsSimController *self)
{
  self->firmware->clear (self);
  ins_sim_wire_free (self->wire);
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

  if (self->has_moved)
    return;
  self->has_moved = TRUE;
  if (fault->silence_after_s > 0.0)
    self->silence_s = now_s + fault->silence_after_s;
  if (fault->cut_after_s >= 0.0)
    self->cut_s = now_s + fault->cut_after_s;
  if (fault->reset_after_s >= 0.0)
    self->reset_s = now_s + fault->reset_after_s;
  if (fault->limit_after_s >= 0.0)
    self->limit_s = now_s + fault->limit_after_s;
}

static gboolean
is_due (double *when_s, double now_s)
{
  if (*when_s > now_s)
    return FALSE;
  *when_s = (double)INFINITY;

  return TRUE;
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
    self->firmware->hit_limit (self, INS_AXIS_X, now_s);
}

static double
next_internal_s (InsSimController *self)
{
  double next_s = self->firmware->next_event_s (self);

  next_s = MIN (next_s, MIN (self->silence_s, self->cut_s));

  return MIN (next_s, MIN (self->reset_s, self->limit_s));
}

/* Everything that happens by itself, at the time when it happens. */
static void
advance (InsSimController *self, double now_s)
{
  for (double next_s = next_internal_s (self); next_s <= now_s; next_s = next_internal_s (self))
    {
      run_faults (self, next_s);
      self->firmware->step (self, next_s);
    }
}

void
ins_sim_controller_connect (InsSimController *self, double now_s)
{
  advance (self, now_s);
  ins_sim_wire_clear (self->wire);
  if (self->connected_before)
    ins_sim_wire_set_silent (self->wire, FALSE);
  self->connected_before = TRUE;
}

void
ins_sim_controller_input (InsSimController *self, const guint8 *bytes, gsize n_bytes, double now_s)
{
  advance (self, now_s);
  for (gsize i = 0; i < n_bytes; i++)
    self->firmware->take_byte (self, bytes[i], now_s);
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
  return MIN (next_internal_s (self), ins_sim_wire_next_s (self->wire));
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
