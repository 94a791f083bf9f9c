/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <grp.h>
#include <string.h>
#include <sys/stat.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-board.h"
#include "devices/digitizer/ins-comedi-digitizer.h"

#define N_NODES 16 /* /dev/comedi0 ... looked at by list() */

const char *const *
ins_comedi_reference_names (void)
{
  static const char *const names[] = { "ground", "common", "differential", "other", NULL };

  G_STATIC_ASSERT (AREF_GROUND == 0 && AREF_COMMON == 1 && AREF_DIFF == 2 && AREF_OTHER == 3);

  return names;
}

/* Says who may use the device, because that is what the user has to change. */
static void
set_permission_error (GError **error, const char *path)
{
  struct stat status;
  char buffer[4096];
  struct group group, *found = NULL;

  if (stat (path, &status) == 0 && (status.st_mode & S_IRGRP) != 0 && status.st_gid != 0 &&
      getgrgid_r (status.st_gid, &group, buffer, sizeof buffer, &found) == 0 && found != NULL)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PERMISSION,
                 _ ("You may not use %s: it is open to the group “%s” only. Join the group with "
                    "“sudo usermod -a -G %s $USER” and log in again."),
                 path, found->gr_name, found->gr_name);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PERMISSION,
                 _ ("You may not use %s: only the administrator may. Put the line "
                    "KERNEL==\"comedi*\", MODE=\"0660\", GROUP=\"iocard\" into "
                    "/etc/udev/rules.d/90-comedi.rules, join the group “iocard”, restart."),
                 path);
}

void
ins_comedi_set_error (GError **error, const char *path, int error_number, const char *what)
{
  switch (error_number)
    {
    case ENOENT:
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                   _ ("There is no %s. Check that the card is plugged in and that its driver is "
                      "loaded."),
                   path);
      break;
    case EACCES:
    case EPERM:
      set_permission_error (error, path);
      break;
    case EBUSY:
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_BUSY,
                   _ ("Another program is recording from %s. Close it, then try again."), path);
      break;
    default:
      /* Translators: a device, what failed ("could not be opened") and the system's reason */
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_IO, _ ("%s %s: %s."), path, what,
                   comedi_strerror (error_number));
      break;
    }
}

static void
set_open_error (GError **error, const char *path, int error_number)
{
  if (error_number == ENODEV || error_number == ENXIO)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("%s is there, but no card is attached to it. Plug the card in, or attach it "
                    "with comedi_config."),
                 path);
  else if (error_number == ENOTTY || error_number == EINVAL || error_number == EISDIR)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                 _ ("%s is not a Comedi device. The address of the first card is "
                    "comedi:/dev/comedi0."),
                 path);
  else
    ins_comedi_set_error (error, path, error_number, _ ("could not be opened"));
}

/* An analogue input that runs commands; -1: none. The card's own choice for read() comes first. */
static int
find_input (comedi_t *device)
{
  int chosen = comedi_get_read_subdevice (device);

  if (chosen >= 0 && comedi_get_subdevice_type (device, (guint)chosen) == COMEDI_SUBD_AI)
    return chosen;

  for (int i = comedi_find_subdevice_by_type (device, COMEDI_SUBD_AI, 0); i >= 0;
       i = comedi_find_subdevice_by_type (device, COMEDI_SUBD_AI, (guint)i + 1))
    if ((comedi_get_subdevice_flags (device, (guint)i) & SDF_CMD_READ) != 0 &&
        comedi_set_read_subdevice (device, (guint)i) == 0)
      return i;

  return -1;
}

/* The reference asked for, if the card says that it has it. */
static gboolean
choose_reference (InsComediBoard *self, const InsComediInput *input, GError **error)
{
  static const guint bits[] = { SDF_GROUND, SDF_COMMON, SDF_DIFF, SDF_OTHER };
  const char *const *names = ins_comedi_reference_names ();
  g_autoptr (GString) known = g_string_new (NULL);
  guint flags = (guint)comedi_get_subdevice_flags (self->device, self->subdevice);
  int first = -1;

  for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
    if ((flags & bits[i]) != 0)
      {
        first = first < 0 ? (int)i : first;
        g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", names[i]);
      }

  /* some drivers say nothing about references: then the address is believed */
  if (first < 0)
    self->reference = input->reference >= 0 ? (guint)input->reference : AREF_GROUND;
  else if (input->reference < 0)
    self->reference = (guint)first;
  else if ((flags & bits[input->reference]) != 0)
    self->reference = (guint)input->reference;
  else
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("The card at %s has no reference “%s”. It has: %s."), input->path,
                   names[input->reference], known->str);
      return FALSE;
    }

  return TRUE;
}

/* Checks channel and range and fills what depends on them. */
static gboolean
choose_channel (InsComediBoard *self, const InsComediInput *input, GError **error)
{
  comedi_range *range;
  int n_channels = comedi_get_n_channels (self->device, self->subdevice);
  int n_ranges;

  if (n_channels <= 0 || input->channel >= (guint)n_channels)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("The card at %s has no channel %u. Its channels are 0 to %d."), input->path,
                   input->channel, MAX (n_channels, 1) - 1);
      return FALSE;
    }
  n_ranges = comedi_get_n_ranges (self->device, self->subdevice, input->channel);
  if (n_ranges <= 0 || input->range >= (guint)n_ranges)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_URI,
                   _ ("The card at %s has no range %u. Its ranges are 0 to %d."), input->path,
                   input->range, MAX (n_ranges, 1) - 1);
      return FALSE;
    }

  range = comedi_get_range (self->device, self->subdevice, input->channel, input->range);
  if (range != NULL && range->unit == UNIT_volt)
    {
      self->minimum_v = range->min;
      self->maximum_v = range->max;
    }
  self->n_channels = (guint)n_channels;
  self->maxdata = comedi_get_maxdata (self->device, self->subdevice, input->channel);
  if (self->maxdata == 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The driver of %s does not say how many bits channel %u has, so its samples "
                      "cannot be read."),
                   input->path, input->channel);
      return FALSE;
    }

  return choose_reference (self, input, error);
}

static gboolean
examine (InsComediBoard *self, const InsComediInput *input, GError **error)
{
  int subdevice = find_input (self->device);
  int fd = comedi_fileno (self->device);
  int flags = fcntl (fd, F_GETFL);

  if (subdevice < 0)
    {
      g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED,
                   _ ("The card at %s has no analogue input that can record continuously."),
                   input->path);
      return FALSE;
    }
  self->subdevice = (guint)subdevice;
  self->sample_bytes = 2;
  if ((comedi_get_subdevice_flags (self->device, self->subdevice) & SDF_LSAMPL) != 0)
    self->sample_bytes = 4;
  if (!choose_channel (self, input, error))
    return FALSE;
  self->chanspec = CR_PACK (input->channel, input->range, self->reference);

  if (flags < 0 || fcntl (fd, F_SETFL, flags | O_NONBLOCK) != 0)
    {
      ins_comedi_set_error (error, input->path, errno, _ ("could not be set up"));
      return FALSE;
    }

  return TRUE;
}

gboolean
ins_comedi_board_open (InsComediBoard *self, const InsComediInput *input, GError **error)
{
  InsComediBoard board = { 0 };

  comedi_loglevel (0); /* the library prints to stderr otherwise; errors come back to us anyway */
  errno = 0;
  board.device = comedi_open (input->path);
  if (board.device == NULL)
    {
      set_open_error (error, input->path, errno != 0 ? errno : comedi_errno ());
      return FALSE;
    }
  if (!examine (&board, input, error))
    {
      comedi_close (board.device);
      return FALSE;
    }
  *self = board;

  return TRUE;
}

void
ins_comedi_board_close (InsComediBoard *self)
{
  g_clear_pointer (&self->device, comedi_close);
}

static char *
describe (const char *path)
{
  InsComediInput input = { .path = (char *)path, .reference = INS_COMEDI_REFERENCE_ANY };
  g_autoptr (GError) error = NULL;
  InsComediBoard board;
  char *line;

  if (!ins_comedi_board_open (&board, &input, &error))
    return g_strdup_printf ("comedi:%s: %s", path, error->message);

  line = g_strdup_printf (_ ("comedi:%s: %s (driver %s), %u channels of %u bits, range 0 is %g to "
                             "%g V"),
                          path, comedi_get_board_name (board.device),
                          comedi_get_driver_name (board.device), board.n_channels,
                          g_bit_storage (board.maxdata), board.minimum_v, board.maximum_v);
  ins_comedi_board_close (&board);

  return line;
}

GPtrArray *
ins_comedi_digitizer_list (void)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_NODES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/dev/comedi%u", i);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (lines, describe (path));
    }

  return lines;
}
