/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "devices/digitizer/ins-comedi-command.h"

#define MAX_TESTS 10 /* comedi_command_test() needs 5 at most; some drivers refuse for ever */

static guint
to_ns (double s)
{
  return (guint)CLAMP (round (s * 1e9), 1.0, (double)G_MAXINT);
}

static guint
to_scan_ns (const InsComediCommand *self, double s)
{
  guint step_ns = MAX (self->habits->scan_step_ns, 1);
  guint ns = (to_ns (s) + step_ns / 2) / step_ns * step_ns;

  return MAX (ns, self->habits->scan_least_ns);
}

/* The first ns that the driver takes for so many steps. */
static guint
to_convert_ns (const InsComediCommand *self, double s)
{
  double steps_hz = self->habits->convert_steps_hz;
  double n_steps = MAX (round (s * steps_hz), 1.0);

  return steps_hz > 0 ? (guint)CLAMP (ceil (n_steps * (1e9 / steps_hz)), 1, G_MAXINT) : to_ns (s);
}

gboolean
ins_comedi_command_init (InsComediCommand *self,
                         comedi_t *device,
                         guint subdevice,
                         const guint *chanspecs,
                         guint n_chanspecs,
                         guint n_scans)
{
  guint n = 0;

  if (n_scans > G_N_ELEMENTS (self->chanlist) / n_chanspecs)
    return FALSE;
  for (guint i = 0; i < n_scans; i++)
    for (guint k = 0; k < n_chanspecs; k++)
      self->chanlist[n++] = chanspecs[k];
  self->command = (comedi_cmd){
    .subdev = subdevice,
    .start_src = TRIG_NOW,
    .scan_end_src = TRIG_COUNT,
    .scan_end_arg = n,
    .stop_src = TRIG_NONE,
    .chanlist_len = n,
  };
  self->habits = ins_comedi_habits_find (device);

  return TRUE;
}

void
ins_comedi_command_set_pace (InsComediCommand *self,
                             InsComediPace pace,
                             double scan_s,
                             double convert_s)
{
  comedi_cmd *command = &self->command;
  gboolean has_scans = pace != INS_PACE_CHANNELS;
  gboolean has_conversions = pace != INS_PACE_SCANS;

  if (pace == INS_PACE_CHANNELS)
    convert_s = scan_s / command->chanlist_len;
  command->scan_begin_src = has_scans ? TRIG_TIMER : TRIG_FOLLOW;
  command->scan_begin_arg = has_scans ? to_scan_ns (self, scan_s) : 0;
  command->convert_src = has_conversions ? TRIG_TIMER : TRIG_NOW;
  command->convert_arg = has_conversions ? to_convert_ns (self, convert_s) : 0;
}

gboolean
ins_comedi_command_is_within (const InsComediCommand *self, const comedi_cmd *mask)
{
  const comedi_cmd *command = &self->command;

  return (mask->start_src & command->start_src) != 0 &&
         (mask->scan_begin_src & command->scan_begin_src) != 0 &&
         (mask->convert_src & command->convert_src) != 0 &&
         (mask->stop_src & command->stop_src) != 0;
}

static gboolean
is_same_trigger (guint source, guint argument, guint asked)
{
  return source != TRIG_EXT || ((argument ^ asked) & ~(guint)CR_EDGE) == 0;
}

/* TRUE if the card has not made something else of it. Periods may be other ones. */
static gboolean
is_as_asked (const comedi_cmd *command, const comedi_cmd *asked)
{
  return command->start_src == asked->start_src && command->stop_src == asked->stop_src &&
         command->stop_arg == asked->stop_arg && command->scan_begin_src == asked->scan_begin_src &&
         command->convert_src == asked->convert_src &&
         command->scan_end_arg == asked->scan_end_arg &&
         is_same_trigger (command->start_src, command->start_arg, asked->start_arg) &&
         is_same_trigger (command->scan_begin_src, command->scan_begin_arg, asked->scan_begin_arg);
}

gboolean
ins_comedi_command_settle (InsComediCommand *self, comedi_t *device)
{
  const comedi_cmd asked = self->command;

  for (guint i = 0; i < MAX_TESTS; i++)
    {
      int stage = comedi_command_test (device, ins_comedi_command_get (self));

      if (stage < 0 || !is_as_asked (&self->command, &asked))
        return FALSE;
      if (stage == 0)
        return TRUE;
    }

  return FALSE;
}

comedi_cmd *
ins_comedi_command_get (InsComediCommand *self)
{
  self->command.chanlist = self->chanlist;

  return &self->command;
}

double
ins_comedi_command_get_convert_ns (const InsComediCommand *self)
{
  double steps_hz = self->habits->convert_steps_hz;
  double ns = self->command.convert_arg;

  if (self->command.convert_src != TRIG_TIMER)
    return 0.0;

  return steps_hz > 0 ? floor (ns * steps_hz * 1e-9) * (1e9 / steps_hz) : ns;
}

double
ins_comedi_command_get_scan_ns (const InsComediCommand *self)
{
  if (self->command.scan_begin_src == TRIG_TIMER)
    return self->command.scan_begin_arg;
  if (self->command.scan_begin_src == TRIG_FOLLOW)
    return self->command.chanlist_len * ins_comedi_command_get_convert_ns (self);

  return 0.0;
}

guint
ins_comedi_trigger_argument (guint input, gboolean falling, gboolean edge)
{
  return input | (falling ? (guint)CR_INVERT : 0u) | (edge ? (guint)CR_EDGE : 0u);
}
