/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "scan/ins-disk-state.h"

#define LITTLE_S (0.5 * INS_DISK_BUFFER_S) /* of buffer left, and it is worth a word */

double
ins_disk_state_get_left_s (guint n_free, guint n_buffers, guint n_moving)
{
  guint n_kept = n_buffers > n_moving ? n_buffers - n_moving : 1;

  return INS_DISK_BUFFER_S * MIN ((double)n_free / n_kept, 1.0);
}

static void
write_full (const InsDiskState *self, char *text, gsize size)
{
  int n = g_snprintf (text, size,
                      _ ("There is no room on the disk for line %u. %u of %u lines are in the "
                         "file, %u wait in memory. "),
                      self->row + 1, self->n_safe, self->n_lines, self->n_waiting);

  if (n < 0 || (gsize)n >= size)
    return;
  if (self->waited_s > 0.0)
    g_snprintf (text + n, size - (gsize)n,
                _ ("The scan has been waiting for %.0f s, the stage at rest. Make room and it goes "
                   "on by itself; nothing is lost. Stop gives up the lines in memory."),
                self->waited_s);
  else
    g_snprintf (text + n, size - (gsize)n,
                _ ("Make room: in %.1f s the scan has to wait for it. Nothing is lost."),
                self->left_s);
}

void
ins_disk_state_to_text (const InsDiskState *self, char *text, gsize size)
{
  text[0] = '\0';
  if (self->is_full)
    write_full (self, text, size);
  else if (self->waited_s > 0.0)
    g_snprintf (text, size,
                _ ("The disk is slow: the scan has been waiting for it for %.0f s, at the end of a "
                   "line. Nothing is lost."),
                self->waited_s);
  else if (self->left_s < LITTLE_S)
    g_snprintf (text, size,
                _ ("The disk is slow: the scan can go on for %.1f s of %.0f s before it has to "
                   "wait for it. Nothing is lost."),
                self->left_s, INS_DISK_BUFFER_S);
}
