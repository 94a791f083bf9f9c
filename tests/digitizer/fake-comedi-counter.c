/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The general purpose counters of National Instruments. Source: the kernel's
 * drivers/comedi/drivers/ni_tio.c (ni_tio_insn_config, ni_tio_insn_read, ni_tio_insn_write,
 * ni_tio_set_gate_src, ni_tio_set_other_src, ni_tio_arm, ni_tio_init_counter), ni_tiocmd.c
 * (ni_tio_cmdtest, ni_tio_cmd_setup, ni_tio_input_cmd, ni_tio_handle_interrupt) and ni_E_init. */
#include "config.h"

#include <errno.h>
#include <math.h>

#include "fake-card-ni.h"
#include "fake-comedi-check.h"
#include "fake-signal.h"

#define FIRST_SUBDEVICE 11
#define N_REGISTERS 3 /* the counter, load A and load B, as channels */
#define PAGE_LATCHES 1024
#define NO_SOURCE 0x1f

typedef struct
{
  guint index;
  guint mode, clock, clock_ns;
  guint gates[2];
  guint others[3]; /* by NI_GPCT_SOURCE_ENCODER_* */
  lsampl_t loads[2];
  lsampl_t count; /* when it was armed or stopped */
  gboolean is_armed;
  double armed_ns;
} Counter;

/* --- counting ------------------------------------------------------------------------------- */

static double
get_tick_ns (const Counter *self)
{
  double ns = self->clock_ns;

  switch (self->clock & NI_GPCT_CLOCK_SRC_SELECT_MASK)
    {
    case NI_GPCT_TIMEBASE_1_CLOCK_SRC_BITS:
      ns = 50;
      break;
    case NI_GPCT_TIMEBASE_2_CLOCK_SRC_BITS:
      ns = 10000;
      break;
    case NI_GPCT_TIMEBASE_3_CLOCK_SRC_BITS:
      ns = 12.5;
      break;
    default:
      break;
    }
  if ((self->clock & NI_GPCT_PRESCALE_MODE_CLOCK_SRC_MASK) == NI_GPCT_PRESCALE_X8_CLOCK_SRC_BITS)
    ns *= 8;
  else if ((self->clock & NI_GPCT_PRESCALE_MODE_CLOCK_SRC_MASK) ==
           NI_GPCT_PRESCALE_X2_CLOCK_SRC_BITS)
    ns *= 2;

  return ns;
}

/* Edges of the encoder counted until then, at one of its four a period and multiple settings. */
static gint64
count_encoder (const FakeSubdevice *self, const Counter *counter, double ns)
{
  const FakeCardState *state = self->card->state;
  guint a = counter->others[NI_GPCT_SOURCE_ENCODER_A];
  guint b = counter->others[NI_GPCT_SOURCE_ENCODER_B];
  guint is_a = NI_USUAL_PFI_SELECT (state->encoder_a),
        is_b = NI_USUAL_PFI_SELECT (state->encoder_b);
  double edges, sign = a == is_b ? -1.0 : 1.0;

  if (state->position == NULL || !((a == is_a && b == is_b) || (a == is_b && b == is_a)))
    return 0;
  edges = sign * state->position (state->position_data, ns);
  switch (counter->mode & NI_GPCT_COUNTING_MODE_MASK)
    {
    case NI_GPCT_COUNTING_MODE_QUADRATURE_X1_BITS:
      return (gint64)floor (edges / 4);
    case NI_GPCT_COUNTING_MODE_QUADRATURE_X2_BITS:
      return (gint64)floor (edges / 2);
    case NI_GPCT_COUNTING_MODE_QUADRATURE_X4_BITS:
      return (gint64)floor (edges);
    default:
      return 0;
    }
}

static gboolean
is_counting_clock (const FakeSubdevice *self, const Counter *counter)
{
  return !fake_ni_get_board (self->card)->is_m_series ||
         (counter->mode & NI_GPCT_COUNTING_MODE_MASK) == NI_GPCT_COUNTING_MODE_NORMAL_BITS;
}

static lsampl_t
get_value (const FakeSubdevice *self, double ns)
{
  const Counter *counter = self->data;
  gint64 moved;

  if (!counter->is_armed)
    return counter->count;
  if (is_counting_clock (self, counter))
    moved = (gint64)floor ((ns - counter->armed_ns) / get_tick_ns (counter));
  else
    moved = count_encoder (self, counter, ns) - count_encoder (self, counter, counter->armed_ns);
  if (is_counting_clock (self, counter) &&
      (counter->mode & NI_GPCT_COUNTING_DIRECTION_MASK) == NI_GPCT_COUNTING_DIRECTION_DOWN_BITS)
    moved = -moved;

  return (lsampl_t)((gint64)counter->count + moved) & self->maxdata;
}

static void
disarm (FakeSubdevice *self)
{
  Counter *counter = self->data;

  counter->count = get_value (self, fake_comedi_now_ns ());
  counter->is_armed = FALSE;
}

static int
arm (FakeSubdevice *self, guint trigger)
{
  Counter *counter = self->data;

  if (trigger != NI_GPCT_ARM_IMMEDIATE && trigger != NI_GPCT_ARM_PAIRED_IMMEDIATE)
    return -EINVAL;
  if (!counter->is_armed)
    counter->armed_ns = fake_comedi_now_ns ();
  counter->is_armed = TRUE;

  return 0;
}

/* --- pulses --------------------------------------------------------------------------------- */

/* The output changes at each terminal count, and the counter is reloaded from the two registers in
 * turn, from the selected one first; or it gives one tick at each. A gate that is on stops it: no
 * line is high. */
gboolean
fake_card_get_pulses (FakeCard *card, guint subdevice, FakePulser *pulser)
{
  FAKE_ENTER ();
  const FakeSubdevice *self = &card->state->subdevices[subdevice];
  const Counter *counter = self->data;
  guint first = (counter->mode & NI_GPCT_LOAD_B_SELECT_BIT) != 0 ? 1 : 0;
  double tick_ns = get_tick_ns (counter);

  g_assert_cmpint (self->type, ==, COMEDI_SUBD_COUNTER);
  if (!counter->is_armed || !is_counting_clock (self, counter) ||
      (counter->mode & NI_GPCT_LOADING_ON_TC_BIT) == 0 ||
      (counter->mode & NI_GPCT_COUNTING_DIRECTION_MASK) != NI_GPCT_COUNTING_DIRECTION_DOWN_BITS ||
      (counter->gates[0] & NI_GPCT_DISABLED_GATE_SELECT) == 0)
    return FALSE;

  *pulser = (FakePulser){ .first_ns = counter->armed_ns + tick_ns * ((double)counter->count + 1),
                          .width_ns = tick_ns,
                          .period_ns = tick_ns * ((double)counter->loads[first] + 1) };
  if ((counter->mode & NI_GPCT_OUTPUT_MODE_MASK) == NI_GPCT_OUTPUT_TC_PULSE_BITS)
    return TRUE;
  if ((counter->mode & NI_GPCT_OUTPUT_MODE_MASK) != NI_GPCT_OUTPUT_TC_TOGGLE_BITS)
    return FALSE;
  pulser->width_ns = pulser->period_ns;
  if ((counter->mode & NI_GPCT_RELOAD_SOURCE_MASK) == NI_GPCT_RELOAD_SOURCE_SWITCHING_BITS)
    pulser->period_ns += tick_ns * ((double)counter->loads[1 - first] + 1);
  else
    pulser->period_ns *= 2;

  return TRUE;
}

double
fake_ni_counter_get_edge_ns (FakeCard *card, guint index, gboolean falls, double after_ns)
{
  FakePulser pulser;

  if (!fake_card_get_pulses (card, FIRST_SUBDEVICE + index, &pulser))
    return (double)INFINITY;

  return fake_pulser_trigger (&pulser, 0, falls, after_ns);
}

/* --- settings ------------------------------------------------------------------------------- */

static gboolean
is_gate (const FakeSubdevice *self, guint channel)
{
  static const guint others[] = {
    NI_GPCT_TIMESTAMP_MUX_GATE_SELECT,      NI_GPCT_AI_START2_GATE_SELECT,
    NI_GPCT_PXI_STAR_TRIGGER_GATE_SELECT,   NI_GPCT_NEXT_OUT_GATE_SELECT,
    NI_GPCT_AI_START1_GATE_SELECT,          NI_GPCT_NEXT_SOURCE_GATE_SELECT,
    NI_GPCT_ANALOG_TRIGGER_OUT_GATE_SELECT, NI_GPCT_LOGIC_LOW_GATE_SELECT
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (channel == others[i])
      return TRUE;

  return channel < FAKE_NI_NAMES && fake_ni_find_pfi (self->card, channel, 0) >= 0;
}

static int
set_gate (FakeSubdevice *self, guint gate, guint source)
{
  Counter *counter = self->data;
  guint channel = CR_CHAN (source) & ~(guint)NI_GPCT_DISABLED_GATE_SELECT;

  if (gate > 1 || (gate == 1 && !fake_ni_get_board (self->card)->is_m_series) ||
      (gate == 0 && !is_gate (self, channel)))
    return -EINVAL;
  counter->gates[gate] = source;

  return 0;
}

static int
set_other (FakeSubdevice *self, guint other, guint source)
{
  Counter *counter = self->data;

  if (!fake_ni_get_board (self->card)->is_m_series || other > NI_GPCT_SOURCE_ENCODER_Z)
    return -EINVAL;
  counter->others[other] = MIN (source, NO_SOURCE);

  return 0;
}

static int
set_clock (FakeSubdevice *self, guint clock, guint period_ns)
{
  Counter *counter = self->data;
  guint source = clock & NI_GPCT_CLOCK_SRC_SELECT_MASK;

  if (source > NI_GPCT_ANALOG_TRIGGER_OUT_CLOCK_SRC_BITS &&
      source < NI_GPCT_RTSI_CLOCK_SRC_BITS (0))
    return -EINVAL;
  counter->clock = clock;
  counter->clock_ns = period_ns;

  return 0;
}

static int
counter_insn_config (FakeSubdevice *self, guint chanspec, guint n, lsampl_t *data)
{
  Counter *counter = self->data;

  switch (data[0])
    {
    case INSN_CONFIG_SET_COUNTER_MODE:
      counter->count = get_value (self, fake_comedi_now_ns ());
      counter->armed_ns = fake_comedi_now_ns ();
      counter->mode = data[1];
      return 0;
    case INSN_CONFIG_ARM:
      return arm (self, data[1]);
    case INSN_CONFIG_DISARM:
      disarm (self);
      return 0;
    case INSN_CONFIG_GET_COUNTER_STATUS:
      data[1] = counter->is_armed ? COMEDI_COUNTER_ARMED | COMEDI_COUNTER_COUNTING : 0;
      data[2] = COMEDI_COUNTER_ARMED | COMEDI_COUNTER_COUNTING;
      return 0;
    case INSN_CONFIG_SET_CLOCK_SRC:
      return set_clock (self, data[1], data[2]);
    case INSN_CONFIG_GET_CLOCK_SRC:
      data[1] = counter->clock;
      data[2] = (lsampl_t)get_tick_ns (counter);
      return 0;
    case INSN_CONFIG_SET_GATE_SRC:
      return set_gate (self, data[1], data[2]);
    case INSN_CONFIG_GET_GATE_SRC:
      if (data[1] > 1)
        return -EINVAL;
      data[2] = counter->gates[data[1]];
      return 0;
    case INSN_CONFIG_SET_OTHER_SRC:
      return set_other (self, data[1], data[2]);
    case INSN_CONFIG_RESET:
      counter->is_armed = FALSE;
      counter->count = 0;
      return 0;
    default:
      return -EINVAL;
    }
}

static int
counter_insn_read (FakeSubdevice *self, guint chanspec, lsampl_t *data)
{
  const Counter *counter = self->data;

  *data = CR_CHAN (chanspec) == 0 ? get_value (self, fake_comedi_now_ns ())
                                  : counter->loads[CR_CHAN (chanspec) - 1];

  return 1;
}

static int
counter_insn_write (FakeSubdevice *self, guint chanspec, lsampl_t data)
{
  Counter *counter = self->data;

  if (CR_CHAN (chanspec) > 0)
    counter->loads[CR_CHAN (chanspec) - 1] = data;
  else
    {
      counter->count = data;
      counter->armed_ns = fake_comedi_now_ns ();
    }

  return 1;
}

/* --- commands ------------------------------------------------------------------------------- */

/* Either argument may name the gate. */
static gboolean
check_gate (const FakeSubdevice *self, guint source, guint *argument)
{
  guint channel = CR_CHAN (*argument);

  if (source != TRIG_EXT)
    return fake_check_is (argument, 0);

  return !is_gate (self, channel) && fake_ni_find_pfi (self->card, channel, 0) < 0;
}

static int
counter_command_test (FakeSubdevice *self, comedi_cmd *command)
{
  guint external = fake_ni_get_board (self->card)->is_m_series ? TRIG_EXT : 0;
  gboolean is_wrong = fake_check_source (&command->start_src,
                                         TRIG_NOW | TRIG_INT | TRIG_OTHER | external);

  is_wrong |= fake_check_source (&command->scan_begin_src, TRIG_FOLLOW | TRIG_EXT | TRIG_OTHER);
  is_wrong |= fake_check_source (&command->convert_src, TRIG_NOW | TRIG_EXT | TRIG_OTHER);
  is_wrong |= fake_check_source (&command->scan_end_src, TRIG_COUNT);
  is_wrong |= fake_check_source (&command->stop_src, TRIG_NONE);
  if (is_wrong)
    return 1;
  if (fake_check_unique (command->start_src) || fake_check_unique (command->scan_begin_src) ||
      fake_check_unique (command->convert_src) ||
      (command->convert_src != TRIG_NOW && command->scan_begin_src != TRIG_FOLLOW))
    return 2;
  if (command->start_src != TRIG_EXT)
    is_wrong |= fake_check_is (&command->start_arg, 0);
  is_wrong |= check_gate (self, command->scan_begin_src, &command->scan_begin_arg);
  is_wrong |= check_gate (self, command->convert_src, &command->convert_arg);
  is_wrong |= fake_check_is (&command->scan_end_arg, command->chanlist_len);
  is_wrong |= fake_check_is (&command->stop_arg, 0);

  return is_wrong ? 3 : 0;
}

/* Each edge of the gate copies the counter; DMA interrupts when a page is full, and at each edge
 * only if the command asks for it. */
static int
counter_start (FakeSubdevice *self)
{
  const comedi_cmd *command = &self->command;
  Counter *counter = self->data;
  FakeRun *run = &self->run;
  guint channel;

  if (command->scan_begin_src == TRIG_EXT)
    counter->gates[0] = command->scan_begin_arg;
  else if (command->convert_src == TRIG_EXT)
    counter->gates[0] = command->convert_arg;
  channel = CR_CHAN (counter->gates[0]);
  run->scan_falls = (counter->gates[0] & CR_INVERT) != 0;
  run->scan_input = FAKE_UNCONNECTED;
  if (channel == NI_GPCT_NEXT_OUT_GATE_SELECT)
    run->scan_input = FAKE_COUNTER_OUTPUT + 1 - counter->index;
  else if (fake_ni_find_pfi (self->card, channel, 0) >= 0)
    run->scan_input = (guint)fake_ni_find_pfi (self->card, channel, 0);
  run->block = (command->flags & CMDF_WAKE_EOS) != 0 ? 1 : PAGE_LATCHES;
  run->waits_for_call = command->start_src == TRIG_INT;
  if (command->start_src == TRIG_NOW)
    arm (self, NI_GPCT_ARM_IMMEDIATE);

  return 0;
}

static int
counter_trigger (FakeSubdevice *self, guint number)
{
  if (number != self->command.start_arg)
    return -EINVAL;
  self->run.waits_for_call = FALSE;
  arm (self, NI_GPCT_ARM_IMMEDIATE);
  fake_stream_begin (self, fake_comedi_now_ns ());

  return 0;
}

static lsampl_t
counter_sample (FakeSubdevice *self, guint chanspec, const FakeMoment *at)
{
  return get_value (self, at->ns);
}

FakeSubdevice *
fake_ni_counter_attach (FakeCard *card, guint index)
{
  static const FakeDriver driver = { .command_test = counter_command_test,
                                     .start = counter_start,
                                     .trigger = counter_trigger,
                                     .cancel = disarm,
                                     .sample = counter_sample,
                                     .insn_read = counter_insn_read,
                                     .insn_write = counter_insn_write,
                                     .insn_config = counter_insn_config };
  FakeSubdevice *it = fake_card_add (card, COMEDI_SUBD_COUNTER,
                                     SDF_READABLE | SDF_WRITABLE | SDF_LSAMPL, N_REGISTERS);
  Counter *counter = g_new0 (Counter, 1);

  g_assert_cmpuint (it->number, ==, FIRST_SUBDEVICE + index);
  counter->index = index;
  counter->gates[0] = counter->gates[1] = NI_GPCT_DISABLED_GATE_SELECT;
  it->data = counter;
  it->driver = &driver;
  it->maxdata = fake_ni_get_board (card)->is_m_series ? G_MAXUINT32 : 0xffffff;
  fake_subdevice_set_commands (it, 1);

  return it;
}
