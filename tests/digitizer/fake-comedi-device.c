/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library says about a device: from its own memory of when it was opened, except flags. */
#include "config.h"

#include <errno.h>

#include "fake-comedi-card.h"

comedi_t *
comedi_open (const char *path)
{
  FAKE_ENTER ();

  return fake_file_open (path);
}

int
comedi_close (comedi_t *it)
{
  FAKE_ENTER ();

  fake_file_close (it);

  return 0;
}

int
comedi_fileno (comedi_t *it)
{
  return it->fd;
}

int
comedi_loglevel (int level)
{
  return level;
}

const char *
comedi_strerror (int number)
{
  switch (number)
    {
    case FAKE_INVALID_SUBDEVICE:
      return "Invalid subdevice";
    case FAKE_INVALID_CHANNEL:
      return "Invalid channel";
    case FAKE_BUFFER_OVERFLOW:
      return "Buffer overflow";
    default:
      return g_strerror (number);
    }
}

const char *
comedi_get_board_name (comedi_t *it)
{
  return it->card->state->board_name;
}

const char *
comedi_get_driver_name (comedi_t *it)
{
  return it->card->state->driver_name;
}

int
comedi_get_version_code (comedi_t *it)
{
  return it->is_dead ? fake_fail (ENODEV) : COMEDI_VERSION_CODE (0, 7, 76);
}

int
comedi_get_n_subdevices (comedi_t *it)
{
  return (int)it->card->state->n_subdevices;
}

int
comedi_get_read_subdevice (comedi_t *it)
{
  return it->is_dead ? fake_fail (ENODEV) : it->read_subdevice;
}

int
comedi_get_write_subdevice (comedi_t *it)
{
  return it->is_dead ? fake_fail (ENODEV) : it->write_subdevice;
}

/* The kernel's do_setrsubd_ioctl() and do_setwsubd_ioctl(). */
static int
set_subdevice (comedi_t *it, int *current, guint number, guint flag)
{
  FAKE_ENTER ();
  FakeCardState *state = it->card->state;

  if (it->is_dead)
    return fake_fail (ENODEV);
  if (number >= state->n_subdevices)
    return fake_fail (EINVAL);
  if (*current == (int)number)
    return 0;
  if ((state->subdevices[number].flags & flag) == 0)
    return fake_fail (EINVAL);
  if (*current >= 0 && state->subdevices[*current].busy == it)
    return fake_fail (EBUSY);
  *current = (int)number;

  return 0;
}

int
comedi_set_read_subdevice (comedi_t *it, unsigned int number)
{
  return set_subdevice (it, &it->read_subdevice, number, SDF_CMD_READ);
}

int
comedi_set_write_subdevice (comedi_t *it, unsigned int number)
{
  return set_subdevice (it, &it->write_subdevice, number, SDF_CMD_WRITE);
}

int
comedi_get_subdevice_type (comedi_t *it, unsigned int number)
{
  FakeSubdevice *subdevice = fake_file_get_subdevice (it, number);

  return subdevice != NULL ? subdevice->type : -1;
}

int
comedi_find_subdevice_by_type (comedi_t *it, int type, unsigned int first)
{
  for (guint i = first; i < it->card->state->n_subdevices; i++)
    if (it->card->state->subdevices[i].type == type)
      return (int)i;

  return -1;
}

int
comedi_get_subdevice_flags (comedi_t *it, unsigned int number)
{
  FAKE_ENTER ();
  FakeSubdevice *subdevice = fake_file_get_subdevice (it, number);
  guint flags;

  if (subdevice == NULL)
    return -1;
  if (it->is_dead)
    return fake_fail (ENODEV);
  flags = subdevice->flags;
  flags |= subdevice->is_running ? SDF_RUNNING : 0;
  flags |= subdevice->busy != NULL ? SDF_BUSY : 0;
  flags |= subdevice->busy == it ? SDF_BUSY_OWNER : 0;
  flags |= subdevice->lock != NULL ? SDF_LOCKED : 0;
  flags |= subdevice->lock == it ? SDF_LOCK_OWNER : 0;

  return (int)flags;
}

int
comedi_get_n_channels (comedi_t *it, unsigned int number)
{
  FakeSubdevice *subdevice = fake_file_get_subdevice (it, number);

  return subdevice != NULL ? (int)subdevice->n_channels : -1;
}

/* Checks a channel as the library does. */
static FakeSubdevice *
get_channel (comedi_t *it, guint number, guint channel)
{
  FakeSubdevice *subdevice = fake_file_get_subdevice (it, number);

  if (subdevice != NULL && channel >= subdevice->n_channels)
    {
      fake_set_comedi_errno (FAKE_INVALID_CHANNEL);
      return NULL;
    }

  return subdevice;
}

lsampl_t
comedi_get_maxdata (comedi_t *it, unsigned int number, unsigned int channel)
{
  FakeSubdevice *subdevice = get_channel (it, number, channel);

  return subdevice != NULL ? subdevice->maxdata : 0;
}

int
comedi_maxdata_is_chan_specific (comedi_t *it, unsigned int number)
{
  return fake_file_get_subdevice (it, number) != NULL ? 0 : -1;
}

int
comedi_range_is_chan_specific (comedi_t *it, unsigned int number)
{
  return fake_file_get_subdevice (it, number) != NULL ? 0 : -1;
}

int
comedi_get_n_ranges (comedi_t *it, unsigned int number, unsigned int channel)
{
  FakeSubdevice *subdevice = get_channel (it, number, channel);

  return subdevice != NULL ? (int)subdevice->n_ranges : -1;
}

comedi_range *
comedi_get_range (comedi_t *it, unsigned int number, unsigned int channel, unsigned int range)
{
  FakeSubdevice *subdevice = get_channel (it, number, channel);

  return subdevice != NULL && range < subdevice->n_ranges
             ? (comedi_range *)&subdevice->ranges[range]
             : NULL;
}

/* The kernel's do_lock_ioctl() and do_unlock_ioctl(). */
int
comedi_lock (comedi_t *it, unsigned int number)
{
  FAKE_ENTER ();
  FakeSubdevice *subdevice;

  if (it->is_dead)
    return fake_fail (ENODEV);
  subdevice = fake_file_get_subdevice (it, number);
  if (subdevice == NULL)
    return -1;
  if (subdevice->busy != NULL || subdevice->lock != NULL)
    return fake_fail (EBUSY);
  subdevice->lock = it;

  return 0;
}

int
comedi_unlock (comedi_t *it, unsigned int number)
{
  FAKE_ENTER ();
  FakeSubdevice *subdevice;

  if (it->is_dead)
    return fake_fail (ENODEV);
  subdevice = fake_file_get_subdevice (it, number);
  if (subdevice == NULL)
    return -1;
  if (subdevice->busy != NULL)
    return fake_fail (EBUSY);
  if (subdevice->lock != NULL && subdevice->lock != it)
    return fake_fail (EACCES);
  subdevice->lock = NULL;

  return 0;
}
