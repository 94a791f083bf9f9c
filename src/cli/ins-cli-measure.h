/* ins-cli-measure.h - the parts of "insonify-cli measure"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-measure-report.h"

G_BEGIN_DECLS

/* What the command line says, as text. */
typedef struct
{
  char **distances, **profiles, **sizes, **notes; /* points */
  char **rectangles, **polygons, **circles;
  gboolean all, clusters, voids, below;
  char *plane, *gate, *from, *name, *text;
  char *threshold, *limit, *merge_mm, *drop_db, *reference;
  int least_pixels;
  char *measurements; /* key file */
  char *output;
  char **remove;
  gboolean json, save;
} InsCliMeasureOptions;

void ins_cli_measure_options_clear (InsCliMeasureOptions *self);

/* (element-type InsMeasure) (transfer container full): what is asked for, none if only what is
 * saved; %NULL after a message. */
GPtrArray *ins_cli_measure_read (const InsCliMeasureOptions *options);

/* One that was evaluated. */
typedef struct
{
  const InsMeasure *measure;
  InsMeasureResult *result; /* (nullable): with a reason */
  const char *unit;         /* of its plane */
  char *reason;             /* (nullable): why there is none */
  char *differences;        /* (nullable): from what was saved */
  gboolean was_saved;
} InsCliMeasured;

void ins_cli_measured_free (InsCliMeasured *self);

/* @all: (element-type InsCliMeasured) */
void ins_cli_measure_print (const GPtrArray *all);
void ins_cli_measure_print_json (const GPtrArray *all);

/* A table of one measurement goes to @path; else @path gets the figures and tables go beside it, to
 * PATH-NAME.csv. */
gboolean ins_cli_measure_write_csv (const GPtrArray *all,
                                    const char *path,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
