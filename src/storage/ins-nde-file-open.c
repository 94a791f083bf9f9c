/* ins-nde-file-open.c - a scan file of ours, or of another program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "storage/ins-foreign.h"
#include "storage/ins-nde-file-private.h"

/* What is mapped is a copy in our own format; it has no name any more. */
static InsNdeFile *
open_foreign (const char *path, GError **error)
{
  char *copy = ins_foreign_convert (path, error);
  InsNdeFile *self;

  if (copy == NULL)
    return NULL;
  self = ins_nde_file_open_own (copy, error);
  ins_foreign_remove (copy);
  if (self == NULL)
    return NULL;
  ins_nde_file_set_foreign (self, path);

  return self;
}

static InsNdeFile *
open_any (const char *path, gboolean check_ascans, GError **error)
{
  gboolean is_foreign = FALSE;
  g_autoptr (GError) local_error = NULL;
  InsNdeFile *self = ins_nde_file_map (path, check_ascans ? INS_NDE_CHECK_ALL : INS_NDE_CHECK_OPEN,
                                       &is_foreign, &local_error);

  if (self == NULL && is_foreign)
    return open_foreign (path, error);
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return self;
}

InsNdeFile *
ins_nde_file_open (const char *path, GError **error)
{
  return open_any (path, FALSE, error);
}

InsNdeFile *
ins_nde_file_open_to_copy (const char *path, GError **error)
{
  return open_any (path, TRUE, error);
}
