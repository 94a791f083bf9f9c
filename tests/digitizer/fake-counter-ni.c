/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: the kernel's drivers/comedi/drivers/ni_tio.c, ni_tiocmd.c and
 * ni_660x.c; National Instruments, DAQ-STC Technical Reference Manual, chapter 4, for what the
 * bits do. */
#include "config.h"

#include <errno.h>
#include <math.h>

#include "fake-comedi-check.h"
#include "fake-ni-lines.h"

#define DISABLED NI_GPCT_DISABLED_GATE_SELECT
#define NO_LINE 0x1f
#define N_REGISTERS 3
#define PAGE_LATCHES 1024 /* DMA interrupts when a page is full */

typedef struct
{
  FakeNiSeries series;
  guint index;
  gboolean is_armed;
  double armed_ns;
  guint mode, clock, prescale;
  guint gate, gate_mode; /* source and the CR_ flags or DISABLED */
  guint a, b;            /* lines as PFI register values */
  lsampl_t value;        /* while it stands still, or when it was armed */
  double armed_position; /* of the encoder */
  lsampl_t load_a, load_b;
} Counter;

static int config (FakeSubdevice *self, guint chanspec, guint n, lsampl_t *data);

gboolean
fake_is_ni_counter (const FakeSubdevice *it)
{
  return it->driver->insn_config == config;
}

guint
fake_ni_counter_get_index (const FakeSubdevice *it)
{
  return ((const Counter *)it->data)->index;
}

/* --- what it does ---------------------------------------------------------------------------- */

static double
get_tick_ns (const Counter *self)
{
  static const double ticks_ns[] = { 50, 10000, 12.5 };
  static const double prescales[] = { 1, 2, 8 };

  if (self->clock >= G_N_ELEMENTS (ticks_ns))
    return (double)INFINITY;

  return ticks_ns[self->clock] * prescales[self->prescale];
}

/* Ticks from a value to the toggle that follows the terminal count. */
static double
ticks_from (const FakeSubdevice *it, lsampl_t value)
{
  const Counter *self = it->data;

  if ((self->mode & NI_GPCT_COUNTING_DIRECTION_MASK) == NI_GPCT_COUNTING_DIRECTION_UP_BITS)
    return (double)it->maxdata - value + 1;

  return (double)value + 1;
}

static gboolean
counts_clock (const Counter *self)
{
  guint direction = self->mode & NI_GPCT_COUNTING_DIRECTION_MASK;

  return self->is_armed && (self->gate_mode & DISABLED) != 0 &&
         (self->mode & NI_GPCT_COUNTING_MODE_MASK) == NI_GPCT_COUNTING_MODE_NORMAL_BITS &&
         (self->mode & NI_GPCT_HARDWARE_DISARM_MASK) == NI_GPCT_NO_HARDWARE_DISARM_BITS &&
         (self->mode & NI_GPCT_STOP_MODE_MASK) == NI_GPCT_STOP_ON_GATE_BITS &&
         direction != NI_GPCT_COUNTING_DIRECTION_HW_UP_DOWN_BITS &&
         direction != NI_GPCT_COUNTING_DIRECTION_HW_GATE_BITS && isfinite (get_tick_ns (self));
}

/* At each terminal count the next load register is A or B: the one selected, then in turn if
 * switching. */
FakePulses
fake_ni_counter_get_pulses (FakeSubdevice *it)
{
  const Counter *self = it->data;
  gboolean is_inverted = (self->mode & NI_GPCT_INVERT_OUTPUT_BIT) != 0;
  FakePulses pulses = { .first_rise_ns = (double)NAN, .is_high = is_inverted };
  double tick_ns = get_tick_ns (self), to_first, first, second;
  gboolean begins_with_b = (self->mode & NI_GPCT_LOAD_B_SELECT_BIT) != 0;

  if (!counts_clock (self))
    return pulses;
  to_first = ticks_from (it, self->value);
  first = ticks_from (it, begins_with_b ? self->load_b : self->load_a);
  second = first;
  if ((self->mode & NI_GPCT_RELOAD_SOURCE_MASK) == NI_GPCT_RELOAD_SOURCE_SWITCHING_BITS)
    second = ticks_from (it, begins_with_b ? self->load_a : self->load_b);
  if ((self->mode & NI_GPCT_LOADING_ON_TC_BIT) == 0)
    first = second = (double)it->maxdata + 1; /* rolls over */

  switch (self->mode & NI_GPCT_OUTPUT_MODE_MASK)
    {
    case NI_GPCT_OUTPUT_TC_TOGGLE_BITS:
      pulses.period_ns = (first + second) * tick_ns;
      pulses.high_ns = (is_inverted ? second : first) * tick_ns;
      pulses.first_rise_ns = self->armed_ns + (to_first + (is_inverted ? first : 0)) * tick_ns;
      break;
    case NI_GPCT_OUTPUT_TC_PULSE_BITS:
      pulses.period_ns = (first + second) / 2 * tick_ns; /* on average */
      pulses.high_ns = tick_ns;
      pulses.first_rise_ns = self->armed_ns + (to_first - 1) * tick_ns;
      break;
    default:
      break;
    }

  return pulses;
}

/* Where the encoder is for this counter: it must listen to the lines on which it is. */
static double
get_position (FakeSubdevice *it, double ns)
{
  const Counter *self = it->data;
  const FakeCardState *state = it->card->state;
  const FakeNiLines *lines = fake_ni_lines_find (it->card);
  double position = state->position != NULL ? state->position (state->position_data, ns) : 0;

  if (self->series == FAKE_NI_660X || (self->a == NI_GPCT_PFI_OTHER_SELECT (lines->line_a) &&
                                       self->b == NI_GPCT_PFI_OTHER_SELECT (lines->line_b)))
    return position;
  if (self->a == NI_GPCT_PFI_OTHER_SELECT (lines->line_b) &&
      self->b == NI_GPCT_PFI_OTHER_SELECT (lines->line_a))
    return -position;

  return 0;
}

/* A gate with a level counts only while it is there; an edge may start and stop it, or not. */
static gboolean
follows_encoder (const Counter *self)
{
  gboolean is_free = (self->gate_mode & DISABLED) != 0 ||
                     ((self->gate_mode & CR_EDGE) != 0 &&
                      (self->mode & NI_GPCT_EDGE_GATE_MODE_MASK) ==
                          NI_GPCT_EDGE_GATE_NO_STARTS_NO_STOPS_BITS);

  return self->is_armed && is_free && self->series != FAKE_NI_E_SERIES &&
         (self->mode & NI_GPCT_COUNTING_DIRECTION_MASK) ==
             NI_GPCT_COUNTING_DIRECTION_HW_UP_DOWN_BITS;
}

static lsampl_t
get_value (FakeSubdevice *it, double ns)
{
  const Counter *self = it->data;
  double edges = 0;

  if (follows_encoder (self))
    edges = floor (get_position (it, ns)) - floor (self->armed_position);
  switch (self->mode & NI_GPCT_COUNTING_MODE_MASK)
    {
    case NI_GPCT_COUNTING_MODE_QUADRATURE_X4_BITS:
      break;
    case NI_GPCT_COUNTING_MODE_QUADRATURE_X2_BITS:
      edges = floor (edges / 2);
      break;
    case NI_GPCT_COUNTING_MODE_QUADRATURE_X1_BITS:
      edges = floor (edges / 4);
      break;
    default:
      edges = 0;
      break;
    }

  return (lsampl_t)((gint64)self->value + (gint64)edges) & it->maxdata;
}

static void
arm (FakeSubdevice *it, gboolean is_armed)
{
  Counter *self = it->data;
  double now_ns = fake_comedi_now_ns ();

  if (is_armed == self->is_armed)
    return;
  if (!is_armed)
    self->value = get_value (it, now_ns);
  self->is_armed = is_armed;
  self->armed_ns = now_ns;
  self->armed_position = get_position (it, now_ns);
}

/* --- instructions ---------------------------------------------------------------------------- */

static gboolean
is_gate_known (const Counter *self, guint source)
{
  if (self->series == FAKE_NI_660X)
    return source == NI_GPCT_SOURCE_PIN_i_GATE_SELECT || source == NI_GPCT_GATE_PIN_i_GATE_SELECT ||
           source == NI_GPCT_NEXT_OUT_GATE_SELECT ||
           (source >= NI_GPCT_GATE_PIN_GATE_SELECT (0) &&
            source <= NI_GPCT_GATE_PIN_GATE_SELECT (7)) ||
           (source >= 0xb && source <= 0x11) || source == NI_GPCT_LOGIC_LOW_GATE_SELECT;

  return source <= 0x1f;
}

/* As since Linux 5.0: first it is switched off, then the source is looked at, also if it is to stay
 * off. */
static int
set_gate (Counter *self, guint index, guint source)
{
  guint channel = CR_CHAN (source) & ~(guint)DISABLED;

  if (index == 1 && self->series == FAKE_NI_E_SERIES)
    return -EINVAL;
  if (index == 1)
    return self->series == FAKE_NI_660X && channel != NI_GPCT_UP_DOWN_PIN_i_GATE_SELECT ? -EINVAL
                                                                                        : 3;
  if (index > 1)
    return -EINVAL;
  self->gate_mode = DISABLED;
  if (!is_gate_known (self, channel))
    return -EINVAL;
  self->gate = channel;
  self->gate_mode = (CR_CHAN (source) & DISABLED) | (source & (CR_EDGE | CR_INVERT));

  return 3;
}

static int
set_other (Counter *self, guint index, guint source)
{
  if (self->series != FAKE_NI_M_SERIES || index > NI_GPCT_SOURCE_ENCODER_Z)
    return -EINVAL;
  source = MIN (source, NO_LINE);
  if (index == NI_GPCT_SOURCE_ENCODER_A)
    self->a = source;
  else if (index == NI_GPCT_SOURCE_ENCODER_B)
    self->b = source;

  return 3;
}

static int
set_clock (Counter *self, guint source)
{
  guint clock = source & NI_GPCT_CLOCK_SRC_SELECT_MASK;
  guint prescale = (source & NI_GPCT_PRESCALE_MODE_CLOCK_SRC_MASK) >> 28;

  if (prescale > 2)
    return -EINVAL;
  self->clock = clock;
  self->prescale = self->series == FAKE_NI_E_SERIES ? 0 : prescale;

  return 3;
}

static int
config (FakeSubdevice *it, guint chanspec, guint n, lsampl_t *data)
{
  Counter *self = it->data;

  switch (data[0])
    {
    case INSN_CONFIG_RESET:
      arm (it, FALSE);
      self->value = 0;
      return n == 1 ? 1 : -EINVAL;
    case INSN_CONFIG_DISARM:
      arm (it, FALSE);
      return n == 1 ? 1 : -EINVAL;
    case INSN_CONFIG_ARM:
      if (n != 2 || data[1] != NI_GPCT_ARM_IMMEDIATE)
        return -EINVAL;
      arm (it, TRUE);
      return 2;
    case INSN_CONFIG_SET_COUNTER_MODE:
      self->mode = data[1];
      /* these have no register for it */
      if (self->series == FAKE_NI_E_SERIES)
        self->mode &= ~(guint)NI_GPCT_COUNTING_MODE_MASK;
      return n == 2 ? 2 : -EINVAL;
    case INSN_CONFIG_SET_CLOCK_SRC:
      return n == 3 ? set_clock (self, data[1]) : -EINVAL;
    case INSN_CONFIG_SET_GATE_SRC:
      return n == 3 ? set_gate (self, data[1], data[2]) : -EINVAL;
    case INSN_CONFIG_SET_OTHER_SRC:
      return n == 3 ? set_other (self, data[1], data[2]) : -EINVAL;
    default:
      return -EINVAL;
    }
}

static int
read_register (FakeSubdevice *it, guint chanspec, lsampl_t *data)
{
  const Counter *self = it->data;
  const lsampl_t values[N_REGISTERS] = { get_value (it, fake_comedi_now_ns ()), self->load_a,
                                         self->load_b };

  *data = values[CR_CHAN (chanspec)];

  return 1;
}

static int
write_register (FakeSubdevice *it, guint chanspec, lsampl_t data)
{
  Counter *self = it->data;
  lsampl_t *const registers[N_REGISTERS] = { &self->value, &self->load_a, &self->load_b };

  *registers[CR_CHAN (chanspec)] = data;

  return 1;
}

/* --- commands -------------------------------------------------------------------------------- */

static gboolean
is_signal_known (FakeSubdevice *it, guint argument)
{
  const Counter *self = it->data;
  const FakeNiLines *lines = fake_ni_lines_find (it->card);

  /* the table speaks of register values, which for the 660x are not those of the gates */
  return lines->has_routes && self->series != FAKE_NI_660X &&
         is_gate_known (self, CR_CHAN (argument));
}

static int
command_test (FakeSubdevice *it, comedi_cmd *command)
{
  const Counter *self = it->data;
  guint starts = TRIG_NOW | TRIG_INT | TRIG_OTHER;
  gboolean is_wrong;

  if (self->series != FAKE_NI_E_SERIES)
    starts |= TRIG_EXT;
  is_wrong = fake_check_source (&command->start_src, starts);
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
  if (command->scan_begin_src == TRIG_EXT)
    is_wrong |= !is_signal_known (it, command->scan_begin_arg);
  else
    is_wrong |= fake_check_is (&command->scan_begin_arg, 0);
  is_wrong |= fake_check_is (&command->scan_end_arg, command->chanlist_len);
  is_wrong |= fake_check_is (&command->stop_arg, 0);

  return is_wrong ? 3 : 0;
}

/* The line, or the other counter's output, whose edges latch. */
static guint
get_latch_input (FakeSubdevice *it)
{
  const Counter *self = it->data;

  if (self->gate == NI_GPCT_NEXT_OUT_GATE_SELECT)
    return FAKE_NI_LATCHES_BY_OUTPUT + (self->index + 1) % 2;
  if (self->series == FAKE_NI_660X)
    return self->gate == NI_GPCT_GATE_PIN_i_GATE_SELECT
               ? self->index
               : self->gate - NI_GPCT_GATE_PIN_GATE_SELECT (0);
  for (guint line = 0; line < 16; line++)
    if (self->gate == NI_GPCT_PFI_GATE_SELECT (line))
      return line;

  return G_MAXUINT;
}

static int
start (FakeSubdevice *it)
{
  Counter *self = it->data;

  if (it->command.scan_begin_src == TRIG_EXT)
    {
      int result = set_gate (self, 0, it->command.scan_begin_arg);

      if (result < 0)
        return result;
    }
  it->run.scan_ns = 0;
  it->run.scan_input = get_latch_input (it);
  it->run.scan_falls = (self->gate_mode & CR_INVERT) != 0;
  it->run.block = (it->command.flags & CMDF_WAKE_EOS) != 0 ? 1 : PAGE_LATCHES;
  arm (it, TRUE);

  return 0;
}

static lsampl_t
latch (FakeSubdevice *it, guint chanspec, const FakeMoment *at)
{
  return get_value (it, at->ns);
}

static void
cancel (FakeSubdevice *it)
{
  arm (it, FALSE);
}

double
fake_ni_trigger (gpointer data, guint input, gboolean falling, double after_ns)
{
  FakeCard *card = data;
  guint counter = input - FAKE_NI_LATCHES_BY_OUTPUT;
  FakePulses pulses = { 0 };
  double first_ns, n;

  for (guint i = 0; i < card->state->n_subdevices; i++)
    if (fake_is_ni_counter (&card->state->subdevices[i]) &&
        ((Counter *)card->state->subdevices[i].data)->index == counter)
      pulses = fake_ni_counter_get_pulses (&card->state->subdevices[i]);
  if (pulses.period_ns == 0)
    return (double)INFINITY;
  first_ns = pulses.first_rise_ns + (falling ? pulses.high_ns : 0);
  n = MAX (0, floor ((after_ns - first_ns) / pulses.period_ns) + 1);

  return first_ns + n * pulses.period_ns;
}

void
fake_card_add_ni_counter (FakeCard *self, FakeNiSeries series, guint index)
{
  static const FakeDriver driver = { .command_test = command_test,
                                     .start = start,
                                     .cancel = cancel,
                                     .sample = latch,
                                     .insn_read = read_register,
                                     .insn_write = write_register,
                                     .insn_config = config };
  FakeSubdevice *it = fake_card_add (self, COMEDI_SUBD_COUNTER,
                                     SDF_READABLE | SDF_WRITABLE | SDF_LSAMPL, N_REGISTERS);
  Counter *counter = g_new0 (Counter, 1);

  it->driver = &driver;
  it->data = counter;
  *counter = (Counter){ .series = series,
                        .index = index,
                        .gate_mode = CR_EDGE, /* as another program left it */
                        .clock = NI_GPCT_TIMEBASE_2_CLOCK_SRC_BITS,
                        .a = NO_LINE,
                        .b = NO_LINE };
  fake_subdevice_set_scale (it, series == FAKE_NI_E_SERIES ? 0xffffff : 0xffffffff, NULL, 0);
  fake_subdevice_set_commands (it, 1);
}
