/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <comedilib.h>
#include <errno.h>
#include <glib/gi18n.h>
#include <grp.h>
#include <sys/stat.h>

#include "core/ins-error.h"
#include "devices/digitizer/ins-comedi-error.h"

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
                    "KERNEL==\"comedi[0-9]*\", MODE=\"0660\", GROUP=\"iocard\" into "
                    "/etc/udev/rules.d/90-comedi.rules, run “sudo groupadd -f iocard” and “sudo "
                    "usermod -a -G iocard $USER”, and restart."),
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

void
ins_comedi_set_open_error (GError **error, const char *path, int error_number)
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
