/* ins-foreign-setup.h - what the JSON of another program's .nde says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-volume.h"

G_BEGIN_DECLS

#define INS_FOREIGN_MAX_DIMENSIONS 6

typedef enum
{
  INS_FOREIGN_COLUMN, /* U: along the scan */
  INS_FOREIGN_ROW,    /* V: the index */
  INS_FOREIGN_SAMPLE,
  INS_FOREIGN_OTHER, /* beams and the like, of which there is one */
} InsForeignAxis;

typedef struct
{
  char *path; /* in the file; NULL: there is none */
  guint n_dimensions;
  InsForeignAxis axes[INS_FOREIGN_MAX_DIMENSIONS];
  guint64 sizes[INS_FOREIGN_MAX_DIMENSIONS];
} InsForeignArray;

/* One raster of A-scans. */
typedef struct
{
  InsForeignArray ascans, status;
  guint has_data, saturated;               /* bits of the status; 0: not told */
  double minimum, maximum;                 /* numbers of the A-scans ... */
  double minimum_percent, maximum_percent; /* ... and what they stand for; NaN: not told */
  double before_pulse_s; /* by how much the first sample comes before the file's zero of time, from
                          * which times count here */
  char *name;
  InsVolume volume; /* but for the counts */
} InsForeignSetup;

void ins_foreign_setup_clear (InsForeignSetup *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InsForeignSetup, ins_foreign_setup_clear)

/**
 * ins_foreign_setup_parse:
 * @properties: (nullable): /Properties; @setup: /Public/Setup; any text
 * @self: (out): zeroed by the caller, who clears it also after an error
 *
 * The first group with A-scans over U and V, in any order of the axes. Whatever is optional may be
 * missing. Pure. INS_FILE_ERROR_FORMAT with a sentence.
 */
gboolean ins_foreign_setup_parse (const char *properties,
                                  const char *setup,
                                  InsForeignSetup *self,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
