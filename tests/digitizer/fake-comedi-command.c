/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: the kernel's drivers/comedi/comedi_fops.c (do_cmd_ioctl, do_cmdtest_ioctl,
 * do_cancel_ioctl, do_poll_ioctl), comedilib's lib/cmd.c and lib/timed.c. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "fake-comedi-card.h"
#include "fake-comedi-check.h"

/* Channels and ranges are looked at before the driver sees them. */
static gboolean
is_chanlist_valid (const FakeSubdevice *it, const comedi_cmd *command)
{
  if (command->chanlist == NULL)
    return TRUE;
  for (guint i = 0; i < command->chanlist_len; i++)
    if (CR_CHAN (command->chanlist[i]) >= it->n_channels ||
        CR_RANGE (command->chanlist[i]) >= MAX (it->n_ranges, 1))
      return FALSE;

  return TRUE;
}

/* 0 or errno. */
static int
check_command (FakeFile *file, comedi_cmd *command, FakeSubdevice **it)
{
  if (file->is_dead || command->subdev >= file->card->state->n_subdevices)
    return ENODEV;
  *it = &file->card->state->subdevices[command->subdev];
  if ((*it)->type == COMEDI_SUBD_UNUSED || (*it)->driver->command_test == NULL)
    return EIO;
  if (command->chanlist_len > (*it)->max_chanlist)
    return EINVAL;
  switch ((*it)->flags & (SDF_CMD_READ | SDF_CMD_WRITE))
    {
    case SDF_CMD_READ:
      command->flags &= ~(guint)CMDF_WRITE;
      break;
    case SDF_CMD_WRITE:
      command->flags |= CMDF_WRITE;
      break;
    default:
      break;
    }

  return 0;
}

/* The driver's answer, unless the card is to have none. */
static int
ask_driver (FakeSubdevice *it, comedi_cmd *command)
{
  FakeFaults *faults = &it->card->faults;
  gboolean is_wrong = FALSE;

  it->card->seen.n_tests++;
  if (faults->is_refusing)
    {
      command->start_src = 0;
      return 1;
    }
  is_wrong |= fake_check_source (&command->start_src, ~faults->denied_start);
  is_wrong |= fake_check_source (&command->scan_begin_src, ~faults->denied_scan_begin);
  is_wrong |= fake_check_source (&command->convert_src, ~faults->denied_convert);
  is_wrong |= fake_check_source (&command->stop_src, ~faults->denied_stop);
  if (is_wrong)
    {
      it->driver->command_test (it, command);
      return 1;
    }
  if (faults->n_tests_to_shift > 0 && --faults->n_tests_to_shift == 0)
    {
      command->scan_begin_arg *= command->scan_begin_src == TRIG_TIMER ? 2 : 1;
      command->convert_arg *= command->convert_src == TRIG_TIMER ? 2 : 1;
      return 4;
    }

  return it->driver->command_test (it, command);
}

int
comedi_command_test (comedi_t *file, comedi_cmd *command)
{
  FAKE_ENTER ();
  FakeSubdevice *it;
  int problem = check_command (file, command, &it);

  if (problem != 0)
    return fake_fail (problem);
  if (!is_chanlist_valid (it, command))
    return fake_fail (EINVAL);

  return ask_driver (it, command);
}

static void
remember (FakeSubdevice *it)
{
  FakeSeen *seen = &it->card->seen;

  seen->n_commands++;
  seen->command = it->command;
  seen->command.chanlist = NULL;
  memcpy (seen->chanlist, it->chanlist,
          MIN (sizeof seen->chanlist, it->command.chanlist_len * sizeof (guint)));
  seen->command_ns = (gint64)fake_comedi_now_ns ();
}

static int
start (FakeFile *file, FakeSubdevice *it)
{
  const comedi_cmd *command = &it->command;
  int result;

  fake_stream_clear (it);
  it->run.block = 1;
  it->run.armed_ns = fake_comedi_now_ns ();
  it->run.n_samples = command->stop_src == TRIG_COUNT
                          ? (guint64)command->stop_arg * command->chanlist_len
                          : G_MAXUINT64;
  it->run.edges = g_array_new (FALSE, FALSE, sizeof (double));
  result = it->driver->start (it);
  if (result < 0)
    {
      fake_stream_clear (it);
      return fake_fail (-result);
    }
  it->busy = file;
  it->is_running = TRUE;
  if (!it->run.waits_for_edge && !it->run.waits_for_call)
    fake_stream_begin (it, it->run.armed_ns);
  remember (it);

  return 0;
}

int
comedi_command (comedi_t *file, comedi_cmd *command)
{
  FAKE_ENTER ();
  FakeSubdevice *it;
  int problem = check_command (file, command, &it);

  if (problem != 0)
    return fake_fail (problem);
  if (file->card->faults.command_errno != 0)
    return fake_fail (file->card->faults.command_errno);
  if (it->lock != NULL && it->lock != file)
    return fake_fail (EACCES);
  if (it->busy != NULL)
    return fake_fail (EBUSY);
  if (command->chanlist_len < 1 || !is_chanlist_valid (it, command))
    return fake_fail (EINVAL);
  if (ask_driver (it, command) != 0 || (command->flags & CMDF_BOGUS) != 0)
    return fake_fail (EAGAIN);

  if (file->card->command_cost_ns > 0 && !fake_time_is_real ())
    fake_time_set (fake_comedi_now_ns () + file->card->command_cost_ns);
  it->command = *command;
  memcpy (it->chanlist, command->chanlist, command->chanlist_len * sizeof (guint));
  it->command.chanlist = it->chanlist;

  return start (file, it);
}

int
comedi_cancel (comedi_t *file, unsigned int number)
{
  FAKE_ENTER ();
  FakeSubdevice *it;

  if (file->is_dead)
    return fake_fail (ENODEV);
  it = fake_file_get_subdevice (file, number);
  if (it == NULL)
    return -1;
  file->card->seen.n_cancels++;
  if (it->fd < 0)
    return fake_fail (EINVAL);
  if (it->busy == NULL)
    return 0;
  if (it->busy != file)
    return fake_fail (EBUSY);
  fake_stream_clear (it);

  return 0;
}

/* Asks a driver to hand on what it has; those that can, do so with every look here. */
int
comedi_poll (comedi_t *file, unsigned int number)
{
  FAKE_ENTER ();
  FakeSubdevice *it;

  if (file->is_dead)
    return fake_fail (ENODEV);
  it = fake_file_get_subdevice (file, number);
  if (it == NULL)
    return -1;
  if (it->busy == NULL)
    return 0;
  if (it->busy != file)
    return fake_fail (EBUSY);
  if (it->driver->poll == NULL)
    return fake_fail (EINVAL);

  return it->driver->poll (it);
}

/* --- what the library makes of it ----------------------------------------------------------- */

/* The sources that a first test leaves of all. */
int
comedi_get_cmd_src_mask (comedi_t *file, unsigned int number, comedi_cmd *mask)
{
  FAKE_ENTER ();

  *mask = (comedi_cmd){ .subdev = number,
                        .start_src = TRIG_ANY,
                        .scan_begin_src = TRIG_ANY,
                        .convert_src = TRIG_ANY,
                        .scan_end_src = TRIG_ANY,
                        .stop_src = TRIG_ANY };
  if (fake_file_get_subdevice (file, number) == NULL)
    return -1;

  return comedi_command_test (file, mask) < 0 ? -1 : 0;
}

static gboolean
choose_pace (comedi_cmd *command, guint n_channels, guint period_ns)
{
  guint convert_ns = (period_ns + n_channels / 2) / n_channels;

  command->scan_begin_arg = command->convert_arg = 0;
  if ((command->convert_src & TRIG_TIMER) != 0 && (command->scan_begin_src & TRIG_FOLLOW) != 0)
    {
      command->convert_src = TRIG_TIMER;
      command->convert_arg = convert_ns;
      command->scan_begin_src = TRIG_FOLLOW;
      return TRUE;
    }
  if ((command->scan_begin_src & TRIG_TIMER) == 0)
    return FALSE;
  command->scan_begin_src = TRIG_TIMER;
  command->scan_begin_arg = period_ns;
  if ((command->convert_src & TRIG_NOW) != 0)
    command->convert_src = TRIG_NOW;
  else if ((command->convert_src & TRIG_TIMER) != 0)
    {
      command->convert_src = TRIG_TIMER;
      command->convert_arg = convert_ns;
    }
  else
    return FALSE;

  return TRUE;
}

int
comedi_get_cmd_generic_timed (comedi_t *file,
                              unsigned int number,
                              comedi_cmd *command,
                              unsigned int n_channels,
                              unsigned int period_ns)
{
  int stage;

  if (n_channels < 1)
    return fake_fail (EINVAL);
  if (comedi_get_cmd_src_mask (file, number, command) < 0)
    return -1;
  command->chanlist_len = command->scan_end_arg = n_channels;
  command->start_src = (command->start_src & TRIG_NOW) != 0 ? TRIG_NOW
                                                            : command->start_src & TRIG_INT;
  command->stop_src = (command->stop_src & TRIG_COUNT) != 0 ? TRIG_COUNT : TRIG_NONE;
  command->stop_arg = command->stop_src == TRIG_COUNT ? 2 : 0;
  if (command->start_src == 0 || !choose_pace (command, n_channels, period_ns))
    return -1;
  stage = comedi_command_test (file, command);
  if (stage == 3)
    stage = comedi_command_test (file, command);

  return stage == 0 || stage == 4 ? 0 : -1;
}
