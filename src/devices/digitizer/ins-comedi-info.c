/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "devices/digitizer/ins-comedi-info.h"

#define CRYSTAL 1e-3    /* relative error of a card's clock, at most */
#define FREE_PULSER 0.2 /* of a pulser that is set by hand */

static gboolean
is_gated (const InsCardWiring *wiring)
{
  return wiring->n_outputs > 0;
}

static InsAcquireMode
mode_of (const InsCardWiring *wiring)
{
  if (is_gated (wiring))
    return INS_ACQUIRE_GATED;

  return wiring->pulses == INS_PULSES_AT_TRIGGER ? INS_ACQUIRE_TRIGGERED : INS_ACQUIRE_STREAM;
}

static void
fill_outputs (InsDigitizerInfo *info, const InsComediBoard *board, const InsCardWiring *wiring)
{
  info->n_outputs = wiring->n_outputs;
  for (guint i = 0; i < wiring->n_outputs; i++)
    {
      const InsCardWire *wire = &wiring->outputs[i];
      InsCardOutput *output = &info->outputs[i];

      *output = (InsCardOutput){ .kind = wire->kind, .scale = board->scales[i], .per_v = 1.0 };
      g_strlcpy (output->gate, wire->gate, sizeof output->gate);
      if (wire->kind == INS_OUTPUT_AMPLITUDE)
        output->per_v = wiring->percent_per_v;
      else if (wire->kind == INS_OUTPUT_TIME)
        {
          output->per_v = wiring->us_per_v * 1e-6;
          output->at_zero_v = wiring->us_at_zero * 1e-6;
        }
    }
}

static const char *
edge_of (const InsCardWiring *wiring)
{
  /* Translators: of a trigger signal, within “with its ... edge” */
  return wiring->falling ? C_ ("edge", "falling") : C_ ("edge", "rising");
}

/* What to look at when no pulse comes. */
static void
set_pulse_hint (InsDigitizerInfo *info, const InsCardWiring *wiring)
{
  const gsize size = sizeof info->pulse_hint;

  switch (wiring->pulses)
    {
    case INS_PULSES_AT_TRIGGER:
      g_snprintf (info->pulse_hint, size,
                  _ ("Check that the pulser runs and that its trigger output is wired to trigger "
                     "input %u of the card (%s edge)."),
                  wiring->trigger_input, edge_of (wiring));
      break;
    case INS_PULSES_AT_SYNC:
      g_snprintf (
          info->pulse_hint, size,
          _ ("Check that the pulser runs, its sync cable to channel %u, and that its %s edge "
             "passes %g %% of the range."),
          wiring->sync_channel, edge_of (wiring), wiring->sync_percent);
      break;
    case INS_PULSES_AT_MAIN_BANG:
      g_snprintf (info->pulse_hint, size,
                  _ ("Check that the pulser runs and that its main bang on channel %u passes %g %% "
                     "of the range."),
                  wiring->channel, wiring->sync_percent);
      break;
    case INS_PULSES_AT_REPETITION:
    default:
      break;
    }
}

void
ins_comedi_info_fill (InsDigitizerInfo *info,
                      const InsComediBoard *board,
                      const InsCardWiring *wiring)
{
  const char *name = comedi_get_board_name (board->device);
  const char *driver = comedi_get_driver_name (board->device);
  gboolean is_free = wiring->pulses == INS_PULSES_AT_TRIGGER &&
                     wiring->pulser_subdevice == INS_CARD_NONE;
  guint n_channels = wiring->pulses == INS_PULSES_AT_SYNC || is_gated (wiring) ? board->n_chanspecs
                                                                               : 1;

  *info = (InsDigitizerInfo){
    .n_bits = g_bit_storage (board->maxdata),
    .full_scale_counts = ins_pulse_cutter_full_scale (board->maxdata),
    .maximum_sample_rate_hz = ins_comedi_maximum_rate_hz (board, n_channels),
    .maximum_prf_hz = (double)NAN,
    .mode = mode_of (wiring),
    .waits_for_pulse = wiring->pulses != INS_PULSES_AT_REPETITION,
    .has_encoder = wiring->encoder_subdevice != INS_CARD_NONE,
    .encoder_step_mm = wiring->encoder_subdevice != INS_CARD_NONE ? fabs (wiring->encoder_um) * 1e-3
                                                                  : 0.0,
    .clock_tolerance = is_free ? FREE_PULSER : CRYSTAL,
  };
  g_strlcpy (info->name, name != NULL ? name : "Comedi", sizeof info->name);
  g_strlcpy (info->driver, driver != NULL ? driver : "comedi", sizeof info->driver);
  g_strlcpy (info->calibration, board->calibration, sizeof info->calibration);
  set_pulse_hint (info, wiring);
  if (is_gated (wiring))
    {
      info->maximum_prf_hz = info->maximum_sample_rate_hz;
      fill_outputs (info, board, wiring);
    }
  else
    {
      info->full_scale_v = (board->maximum_v - board->minimum_v) / 2;
      info->scale = board->scales[0];
    }
}

/* (transfer full): "channel 0, -10 to 10 V, ground" */
static char *
describe_input (const InsComediBoard *board, const InsCardWiring *wiring)
{
  const char *reference = ins_card_reference_names ()[board->reference];

  if (board->minimum_v == board->maximum_v)
    return g_strdup_printf (_ ("channel %u, range %u, %s"), wiring->channel, wiring->range,
                            reference);

  return g_strdup_printf (_ ("channel %u, %g to %g V, %s"), wiring->channel, board->minimum_v,
                          board->maximum_v, reference);
}

/* (transfer full): "0, 1, 2" */
static char *
describe_outputs (const InsCardWiring *wiring)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < wiring->n_outputs; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? ", " : "", wiring->outputs[i].channel);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_gated (const InsCardWiring *wiring)
{
  g_autofree char *channels = describe_outputs (wiring);

  if (wiring->pulses == INS_PULSES_AT_TRIGGER)
    return g_strdup_printf (_ ("Outputs of a flaw detector on channels %s, one scan per trigger: "
                               "input %u, %s edge."),
                            channels, wiring->trigger_input, edge_of (wiring));

  return g_strdup_printf (_ ("Outputs of a flaw detector on channels %s, scanned by the card's "
                             "timer."),
                          channels);
}

/* (transfer full) */
static char *
describe_way (const InsComediBoard *board, const InsCardWiring *wiring)
{
  g_autofree char *input = describe_input (board, wiring);

  if (is_gated (wiring))
    return describe_gated (wiring);

  switch (wiring->pulses)
    {
    case INS_PULSES_AT_TRIGGER:
      return g_strdup_printf (_ ("One A-scan per trigger (input %u, %s edge) on %s."),
                              wiring->trigger_input, edge_of (wiring), input);
    case INS_PULSES_AT_SYNC:
      return g_strdup_printf (_ ("One continuous command on %s; pulses cut at the %s edge of "
                                 "channel %u at %g %% of its range."),
                              input, edge_of (wiring), wiring->sync_channel, wiring->sync_percent);
    case INS_PULSES_AT_MAIN_BANG:
      return g_strdup_printf (_ ("One continuous command on %s; pulses cut at their main bang over "
                                 "%g %% of the range."),
                              input, wiring->sync_percent);
    case INS_PULSES_AT_REPETITION:
    default:
      if (wiring->pulser_subdevice != INS_CARD_NONE)
        return g_strdup_printf (_ ("One continuous command on %s; the card's subdevice %d fires "
                                   "the pulser."),
                                input, wiring->pulser_subdevice);
      return g_strdup_printf (_ ("One continuous command on %s; pulses cut at a fixed "
                                 "repetition."),
                              input);
    }
}

void
ins_comedi_info_set_how (InsDigitizerInfo *info,
                         const InsComediBoard *board,
                         const InsCardWiring *wiring,
                         const InsComediPlan *plan,
                         const InsComediSession *session)
{
  g_autofree char *way = describe_way (board, wiring);
  g_autofree char *seen = session != NULL ? ins_comedi_session_describe (session) : NULL;
  g_autoptr (GString) how = g_string_new (way);
  const char *end;

  if (seen != NULL)
    g_string_append_printf (how, " %s", seen);
  else if (plan != NULL && plan->shape == INS_SHAPE_COMMAND_PER_TRIGGER)
    g_string_append_printf (how, " %s", _ ("The card is armed anew for each."));
  if (g_strlcpy (info->how, how->str, sizeof info->how) >= sizeof info->how &&
      !g_utf8_validate (info->how, -1, &end))
    info->how[end - info->how] = '\0';
}
