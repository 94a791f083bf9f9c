/* ins-nde-json.h - the two JSON texts of the .nde format 4.3
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"
#include "storage/ins-nde-layout.h"

G_BEGIN_DECLS

/* What /Properties says; it is the only text that changes after the file was made. */
typedef struct
{
  const char *created;  /* RFC 3339 */
  const char *modified; /* RFC 3339; NULL before the first line */
  const char *software; /* "Insonify 0.1.0" */
  gboolean is_simulated;
  guint n_lines_done, n_lines;
  const InsRecipe *recipe;
} InsNdeProperties;

/* (transfer full): ASCII; characters beyond it are escaped. */
char *ins_nde_json_properties (const InsNdeProperties *properties);

/* Filled up with blanks to exactly @size bytes; NULL if it is longer. (transfer full) */
char *ins_nde_json_pad (const char *json, gsize size);

/* (transfer full): ASCII. @layout names the datasets. */
char *ins_nde_json_setup (const InsScanInfo *info, const InsNdeLayout *layout);

G_END_DECLS
