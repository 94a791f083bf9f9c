/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-encoder.h"
#include "devices/digitizer/ins-comedi-error.h"
#include "devices/digitizer/ins-comedi-ring.h"
#include "devices/digitizer/ins-ni-counter.h"

#define KEPT_S 4.0 /* latches are kept for pulses that come late; the card's buffer holds 2 s */
#define MIN_KEPT 4096
#define N_LOOKS 32 /* that see a new pulse, before the surplus is believed */
#define N_MIO_COUNTERS 2
#define MAX_TESTS 6

struct _InsComediEncoder
{
  char *path;
  comedi_t *device;
  InsNiCounter counter;
  guint gate; /* the latch signal as a gate of the counter */
  double mm_per_count;

  comedi_cmd command;
  guint chanlist[1];
  gsize sample_bytes;
  InsComediRing ring;
  gboolean is_running;
  gboolean is_blind; /* latches were lost: those that follow belong to unknown pulses */

  lsampl_t newest; /* the counter at the newest latch ... */
  gint64 position; /* ... and that in counts from the origin, wrapped nowhere */
  guint64 n_latches;
  double *kept; /* in mm, of latch i at i modulo n_kept */
  gsize n_kept;

  gint64 surplus; /* latches before the first pulse, smallest seen */
  guint64 n_pulses_come;
  guint n_looks;
};

/* --- set-up --------------------------------------------------------------------------------- */

static gboolean
find_counter (InsNiCounter *self, comedi_t *device, guint subdevice)
{
  return ins_ni_counter_find (self, device, subdevice) && self->series != INS_NI_E_SERIES &&
         (comedi_get_subdevice_flags (device, subdevice) & SDF_CMD_READ) != 0;
}

gboolean
ins_comedi_encoder_suits (comedi_t *device, guint subdevice)
{
  InsNiCounter counter;

  return find_counter (&counter, device, subdevice);
}

static void
set_unsuitable_error (GError **error, comedi_t *device, int subdevice)
{
  g_autoptr (GString) suitable = g_string_new (NULL);
  int n = comedi_get_n_subdevices (device);

  for (int i = 0; i < n; i++)
    if (ins_comedi_encoder_suits (device, (guint)i))
      g_string_append_printf (suitable, "%s%d", suitable->len > 0 ? ", " : "", i);
  if (suitable->len > 0)
    g_set_error (
        error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
        _ ("Subdevice %d of the card cannot read an encoder at every pulse. Those that can "
           "are: %s."),
        subdevice, suitable->str);
  else
    g_set_error (
        error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
        _ ("The %s has no counter that reads an encoder at every pulse. Leave “encoder” out "
           "of the address: the stage's own position reports are used then."),
        comedi_get_board_name (device));
}

static gboolean
set_system_error (GError **error, const InsComediEncoder *self, int error_number, const char *what)
{
  if (error_number == ENODEV)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LOST,
                 _ ("The card at %s is gone. Check its plug, then connect again."), self->path);
  else
    ins_comedi_set_error (error, self->path, error_number, what);

  return FALSE;
}

/* Which signal latches; see the header. */
static guint
choose_gate (const InsNiCounter *counter, const InsCardWiring *wiring)
{
  static const int gate_pins[N_MIO_COUNTERS] = { 9, 4 };
  guint edge = CR_EDGE | (wiring->falling ? CR_INVERT : 0);
  int line = wiring->encoder_latch;
  InsNiCounter other;

  if (line == INS_CARD_NONE && wiring->pulser_subdevice != INS_CARD_NONE &&
      counter->series == INS_NI_M_SERIES &&
      ins_ni_counter_find (&other, counter->device, (guint)wiring->pulser_subdevice) &&
      other.index != counter->index)
    return NI_GPCT_NEXT_OUT_GATE_SELECT | CR_EDGE;
  if (counter->series == INS_NI_660X)
    return edge | (line == INS_CARD_NONE ? NI_GPCT_GATE_PIN_i_GATE_SELECT
                                         : NI_GPCT_GATE_PIN_GATE_SELECT ((guint)line));
  if (line == INS_CARD_NONE && wiring->pulses == INS_PULSES_AT_TRIGGER)
    line = (int)wiring->trigger_input;
  if (line == INS_CARD_NONE)
    line = gate_pins[counter->index % N_MIO_COUNTERS];

  return edge | NI_GPCT_PFI_GATE_SELECT ((guint)line);
}

/* Connects the encoder's signals. Only the M series has a choice. */
static gboolean
choose_inputs (InsComediEncoder *self, const InsCardWiring *wiring, GError **error)
{
  static const int pins_a[N_MIO_COUNTERS] = { 8, 3 }, pins_b[N_MIO_COUNTERS] = { 10, 11 };
  const InsNiCounter *counter = &self->counter;
  guint i = counter->index % N_MIO_COUNTERS;
  guint a = (guint)(wiring->encoder_a == INS_CARD_NONE ? pins_a[i] : wiring->encoder_a);
  guint b = (guint)(wiring->encoder_b == INS_CARD_NONE ? pins_b[i] : wiring->encoder_b);

  if (counter->series != INS_NI_M_SERIES)
    {
      if (wiring->encoder_a == INS_CARD_NONE && wiring->encoder_b == INS_CARD_NONE)
        return TRUE;
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The encoder's inputs of the %s are fixed: A on CTR %u SOURCE, B on CTR %u "
                      "AUX. Leave “encoder_a” and “encoder_b” out of the address."),
                   comedi_get_board_name (self->device), counter->index, counter->index);
      return FALSE;
    }
  if (comedi_set_other_source (self->device, counter->subdevice, 0, NI_GPCT_SOURCE_ENCODER_A,
                               NI_GPCT_PFI_OTHER_SELECT (a)) >= 0 &&
      comedi_set_other_source (self->device, counter->subdevice, 0, NI_GPCT_SOURCE_ENCODER_B,
                               NI_GPCT_PFI_OTHER_SELECT (b)) >= 0 &&
      comedi_set_other_source (self->device, counter->subdevice, 0, NI_GPCT_SOURCE_ENCODER_Z,
                               NI_GPCT_DISABLED_OTHER_SELECT) >= 0)
    return TRUE;

  return set_system_error (error, self, errno, _ ("does not take the encoder's inputs"));
}

/* Counting both edges of both signals, from the middle, so that it does not wrap at once. The gate
 * neither starts nor stops it: it only copies the counter into the register that is read out
 * (DAQ-STC Technical Reference Manual, chapter 4, Gi_Trigger_Mode_For_Edge_Gate). The clock is the
 * one that a counter has when the card is switched on: with it comedilib's encoders count. */
static gboolean
program_counter (InsComediEncoder *self, GError **error)
{
  lsampl_t middle = self->counter.maxdata / 2 + 1;
  InsNiProgram program = {
    .mode = NI_GPCT_COUNTING_MODE_QUADRATURE_X4_BITS | NI_GPCT_COUNTING_DIRECTION_HW_UP_DOWN_BITS |
            NI_GPCT_EDGE_GATE_NO_STARTS_NO_STOPS_BITS | NI_GPCT_STOP_ON_GATE_BITS |
            NI_GPCT_NO_HARDWARE_DISARM_BITS,
    .clock = NI_GPCT_TIMEBASE_1_CLOCK_SRC_BITS,
    .clock_ns = 50,
    .gate = self->gate,
    .start = middle,
    .load_a = middle,
    .load_b = middle,
  };

  self->newest = middle;
  if (ins_ni_counter_program (&self->counter, &program) &&
      comedi_arm (self->device, self->counter.subdevice, NI_GPCT_ARM_IMMEDIATE) >= 0)
    return TRUE;

  return set_system_error (error, self, errno, _ ("could not set up the encoder's counter"));
}

static gboolean
test_command (InsComediEncoder *self, guint scan_begin_src, guint scan_begin_arg)
{
  comedi_cmd wanted = {
    .subdev = self->counter.subdevice,
    .flags = CMDF_WAKE_EOS, /* else latches come a page of 1024 at a time (ni_tio_cmd_setup()) */
    .start_src = TRIG_NOW,
    .scan_begin_src = scan_begin_src,
    .scan_begin_arg = scan_begin_arg,
    .convert_src = TRIG_NOW,
    .scan_end_src = TRIG_COUNT,
    .scan_end_arg = 1,
    .stop_src = TRIG_NONE,
    .chanlist = self->chanlist,
    .chanlist_len = 1,
  };
  int stage = -1;

  self->command = wanted;
  for (guint i = 0; i < MAX_TESTS && stage != 0; i++)
    stage = comedi_command_test (self->device, &self->command);

  return stage == 0 && self->command.scan_begin_src == scan_begin_src &&
         self->command.scan_begin_arg == scan_begin_arg;
}

/* A driver that does not know the way of the signal still takes the gate that was set before. */
static gboolean
choose_command (InsComediEncoder *self, GError **error)
{
  if (test_command (self, TRIG_EXT, self->gate) || test_command (self, TRIG_OTHER, 0))
    return TRUE;

  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
               _ ("The driver %s does not latch the encoder's counter at every pulse. Leave "
                  "“encoder” out of the address: the stage's own position reports are used then."),
               comedi_get_driver_name (self->device));

  return FALSE;
}

static gboolean
set_up (InsComediEncoder *self, const InsCardWiring *wiring, double latches_per_s, GError **error)
{
  guint subdevice = (guint)wiring->encoder_subdevice;

  if (!find_counter (&self->counter, self->device, subdevice))
    {
      set_unsuitable_error (error, self->device, wiring->encoder_subdevice);
      return FALSE;
    }
  self->gate = choose_gate (&self->counter, wiring);
  self->sample_bytes = sizeof (sampl_t);
  if ((comedi_get_subdevice_flags (self->device, subdevice) & SDF_LSAMPL) != 0)
    self->sample_bytes = sizeof (lsampl_t);
  if (!choose_inputs (self, wiring, error) || !program_counter (self, error) ||
      !choose_command (self, error))
    return FALSE;
  if (comedi_set_read_subdevice (self->device, subdevice) < 0 ||
      !ins_comedi_ring_open (&self->ring, self->device, subdevice,
                             latches_per_s * (double)self->sample_bytes))
    return set_system_error (error, self, errno, _ ("has no buffer for the encoder's counter"));

  return TRUE;
}

InsComediEncoder *
ins_comedi_encoder_new (const InsCardWiring *wiring, double latches_per_s, GError **error)
{
  g_autoptr (InsComediEncoder) self = g_new0 (InsComediEncoder, 1);

  self->path = g_strdup (wiring->path);
  self->mm_per_count = wiring->encoder_um / 1000;
  self->n_kept = MAX ((gsize)(KEPT_S * latches_per_s), MIN_KEPT);
  self->kept = g_new (double, self->n_kept);
  errno = 0;
  self->device = comedi_open (self->path);
  if (self->device == NULL)
    {
      ins_comedi_set_open_error (error, self->path, errno != 0 ? errno : comedi_errno ());
      return NULL;
    }
  if (!set_up (self, wiring, latches_per_s, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
ins_comedi_encoder_free (InsComediEncoder *self)
{
  if (self == NULL)
    return;
  ins_comedi_encoder_stop (self);
  ins_comedi_ring_close (&self->ring);
  if (self->device != NULL)
    comedi_close (self->device);
  g_free (self->kept);
  g_free (self->path);
  g_free (self);
}

/* --- running -------------------------------------------------------------------------------- */

gboolean
ins_comedi_encoder_start (InsComediEncoder *self, GError **error)
{
  g_return_val_if_fail (!self->is_running, FALSE);

  self->command.chanlist = self->chanlist;
  if (comedi_command (self->device, &self->command) < 0)
    return set_system_error (error, self, errno, _ ("could not start the encoder's counter"));
  ins_comedi_ring_restart (&self->ring);
  self->is_running = TRUE;
  self->is_blind = FALSE;
  self->n_latches = self->n_pulses_come = 0;
  self->surplus = G_MAXINT64;
  self->n_looks = 0;

  return TRUE;
}

void
ins_comedi_encoder_stop (InsComediEncoder *self)
{
  if (!self->is_running)
    return;
  self->is_running = FALSE;
  /* cancelling disarms the counter too; it goes on from where it was */
  comedi_cancel (self->device, self->counter.subdevice);
  comedi_arm (self->device, self->counter.subdevice, NI_GPCT_ARM_IMMEDIATE);
}

/* Between two latches the stage goes less than half way round the counter. */
static void
keep (InsComediEncoder *self, const guint8 *bytes)
{
  lsampl_t mask = self->counter.maxdata;
  lsampl_t value = 0, moved;

  if (self->sample_bytes == sizeof value)
    memcpy (&value, bytes, sizeof value);
  else
    {
      sampl_t narrow;

      memcpy (&narrow, bytes, sizeof narrow);
      value = narrow;
    }
  moved = (value - self->newest) & mask;
  self->position += moved > mask / 2 ? (gint64)moved - (gint64)mask - 1 : (gint64)moved;
  self->newest = value & mask;
  self->kept[self->n_latches++ % self->n_kept] = (double)self->position * self->mm_per_count;
}

/* FALSE only if the card is gone. Whatever else ends the command makes blind. */
static gboolean
look (InsComediEncoder *self, GError **error)
{
  int error_number;

  if (ins_comedi_ring_look (&self->ring) >= 0)
    return TRUE;
  error_number = errno;
  self->is_blind = TRUE;
  /* an overrun disarms the counter */
  comedi_arm (self->device, self->counter.subdevice, NI_GPCT_ARM_IMMEDIATE);

  return error_number != ENODEV || set_system_error (error, self, error_number, "");
}

static void
drain (InsComediEncoder *self)
{
  const guint8 *bytes;
  gsize n_bytes;

  while ((bytes = ins_comedi_ring_peek (&self->ring, &n_bytes)) != NULL)
    {
      guint64 n_before = self->n_latches;
      gint64 position = self->position;
      lsampl_t newest = self->newest;

      for (gsize i = 0; i + self->sample_bytes <= n_bytes; i += self->sample_bytes)
        keep (self, bytes + i);
      if (!ins_comedi_ring_skip (&self->ring, n_bytes))
        {
          self->n_latches = n_before;
          self->position = position;
          self->newest = newest;
          self->is_blind = TRUE;
          return;
        }
    }
}

/* Takes in the latches that have come. FALSE only if the card is gone. */
static gboolean
take_latches (InsComediEncoder *self, GError **error)
{
  /* has the driver look what its DMA has brought; one that need not says EINVAL */
  comedi_poll (self->device, self->counter.subdevice);
  if (!look (self, error))
    return FALSE;
  drain (self);
  /* an overrun shows itself only now, when the good latches are out */
  if (!self->is_blind && !look (self, error))
    return FALSE;
  drain (self);

  return TRUE;
}

/* A look can see too many latches (a pulse has fired whose samples have not come), never too few.
 */
static void
learn_surplus (InsComediEncoder *self, guint64 n_pulses_come)
{
  if (n_pulses_come == self->n_pulses_come)
    return;
  self->n_pulses_come = n_pulses_come;
  self->n_looks++;
  self->surplus = MIN (self->surplus, (gint64)(self->n_latches - n_pulses_come));
}

static double
find_position (const InsComediEncoder *self, guint64 pulse)
{
  gint64 latch = (gint64)pulse + self->surplus;

  if (self->n_looks < N_LOOKS || latch < 0 || latch >= (gint64)self->n_latches ||
      latch + (gint64)self->n_kept < (gint64)self->n_latches)
    return NAN;

  return self->kept[(guint64)latch % self->n_kept];
}

gboolean
ins_comedi_encoder_take (InsComediEncoder *self,
                         guint64 n_pulses_come,
                         InsPulse *pulses,
                         guint n_pulses,
                         GError **error)
{
  if (!self->is_blind)
    {
      if (!take_latches (self, error))
        return FALSE;
      if (!self->is_blind)
        learn_surplus (self, n_pulses_come);
    }
  for (guint i = 0; i < n_pulses; i++)
    pulses[i].encoder_mm = find_position (self, pulses[i].index);

  return TRUE;
}
