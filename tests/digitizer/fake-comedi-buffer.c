/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Source: the kernel's drivers/comedi/comedi_fops.c (do_bufinfo_ioctl, do_bufconfig_ioctl) and
 * comedilib's lib/buffer.c. */
#include "config.h"

#include <errno.h>

#include "fake-comedi-card.h"

typedef struct
{
  guint n_marked;
  guint64 n_written, n_read;
} Look;

/* Marks @n_bytes as read or written and tells how things stand; the call that finds a command at
 * its end makes an end of it. -1 with errno. */
static int
look (FakeFile *file, guint number, guint n_bytes, Look *found)
{
  FakeSubdevice *it;
  gboolean is_over, is_failed;

  if (file->is_dead)
    return fake_fail (ENODEV);
  it = fake_file_get_subdevice (file, number);
  if (it == NULL)
    return -1;
  if (it->fd < 0 || it->busy != file)
    return fake_fail (EINVAL);

  if ((it->command.flags & CMDF_WRITE) == 0)
    {
      n_bytes = (guint)MIN (n_bytes, it->n_written - it->n_read);
      it->n_read += n_bytes;
      is_over = it->n_written == it->n_read && !it->is_running && (n_bytes == 0 || !it->is_failed);
    }
  else
    {
      is_over = !it->is_running;
      n_bytes = is_over ? 0 : (guint)MIN (n_bytes, it->n_buffer - (it->n_written - it->n_read));
      it->n_written += n_bytes;
    }
  *found = (Look){ n_bytes, it->n_written, it->n_read };
  is_failed = it->is_failed;
  if (is_over)
    fake_stream_clear (it);
  if (is_over && is_failed)
    {
      fake_fail (EPIPE);
      fake_set_comedi_errno (FAKE_BUFFER_OVERFLOW);
      return -1;
    }

  return 0;
}

int
comedi_get_buffer_contents (comedi_t *file, unsigned int number)
{
  FAKE_ENTER ();
  Look found;

  return look (file, number, 0, &found) < 0 ? -1 : (int)(found.n_written - found.n_read);
}

int
comedi_mark_buffer_read (comedi_t *file, unsigned int number, unsigned int n_bytes)
{
  FAKE_ENTER ();
  Look found;

  return look (file, number, n_bytes, &found) < 0 ? -1 : (int)found.n_marked;
}

int
comedi_mark_buffer_written (comedi_t *file, unsigned int number, unsigned int n_bytes)
{
  return comedi_mark_buffer_read (file, number, n_bytes);
}

int
comedi_get_buffer_read_count (comedi_t *file, unsigned int number, unsigned int *count)
{
  FAKE_ENTER ();
  Look found;

  if (look (file, number, 0, &found) < 0)
    return -1;
  *count = (guint)found.n_read;

  return 0;
}

int
comedi_get_buffer_write_count (comedi_t *file, unsigned int number, unsigned int *count)
{
  FAKE_ENTER ();
  Look found;

  if (look (file, number, 0, &found) < 0)
    return -1;
  *count = (guint)found.n_written;

  return 0;
}

int
comedi_get_buffer_read_offset (comedi_t *file, unsigned int number)
{
  FAKE_ENTER ();
  Look found;

  if (look (file, number, 0, &found) < 0)
    return -1;

  return (int)(found.n_read % file->card->state->subdevices[number].n_buffer);
}

int
comedi_get_buffer_offset (comedi_t *file, unsigned int number)
{
  return comedi_get_buffer_read_offset (file, number);
}

int
comedi_get_buffer_write_offset (comedi_t *file, unsigned int number)
{
  FAKE_ENTER ();
  Look found;

  if (look (file, number, 0, &found) < 0)
    return -1;

  return (int)(found.n_written % file->card->state->subdevices[number].n_buffer);
}

/* --- sizes ---------------------------------------------------------------------------------- */

int
comedi_get_buffer_size (comedi_t *file, unsigned int number)
{
  FAKE_ENTER ();
  FakeSubdevice *it = fake_file_get_subdevice (file, number);

  if (file->is_dead)
    return fake_fail (ENODEV);

  return it != NULL ? (int)it->n_buffer : -1;
}

int
comedi_get_max_buffer_size (comedi_t *file, unsigned int number)
{
  FAKE_ENTER ();
  FakeSubdevice *it = fake_file_get_subdevice (file, number);

  if (file->is_dead)
    return fake_fail (ENODEV);

  return it != NULL ? (int)it->max_buffer : -1;
}

int
comedi_set_max_buffer_size (comedi_t *file, unsigned int number, unsigned int n_bytes)
{
  FAKE_ENTER ();
  FakeSubdevice *it = fake_file_get_subdevice (file, number);

  if (file->is_dead)
    return fake_fail (ENODEV);
  if (it == NULL)
    return -1;
  if (n_bytes > file->card->faults.maximum_bytes)
    return fake_fail (EPERM);
  it->max_buffer = n_bytes;

  return (int)n_bytes;
}

int
comedi_set_buffer_size (comedi_t *file, unsigned int number, unsigned int n_bytes)
{
  FAKE_ENTER ();
  FakeSubdevice *it = fake_file_get_subdevice (file, number);

  if (file->is_dead)
    return fake_fail (ENODEV);
  if (it == NULL)
    return -1;
  if (file->card->faults.resize_errno != 0)
    return fake_fail (file->card->faults.resize_errno);
  if (it->fd < 0)
    return 0;
  if (n_bytes > it->max_buffer)
    return fake_fail (EPERM);
  if (it->busy != NULL || it->n_maps > 0)
    return fake_fail (EBUSY);
  if (n_bytes > 0)
    fake_subdevice_resize (it, n_bytes);

  return (int)it->n_buffer;
}
