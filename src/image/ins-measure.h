/* ins-measure.h - what is to be measured on a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-key-file.h"
#include "image/ins-area.h"

G_BEGIN_DECLS

#define INS_MEASURE_MAX_POINTS 1000
#define INS_MEASURE_MAX_NUMBER 1000 /* of measurements that belong together, as in a file */
#define INS_MEASURE_MAX_TEXT 2000   /* bytes of a name or a note */

typedef enum
{
  INS_MEASURE_DISTANCE,   /* between two points */
  INS_MEASURE_STATISTICS, /* of a region: least, greatest, mean, deviation, share beyond a limit */
  INS_MEASURE_SIZING,     /* of the indication at a point, down to a drop from its peak */
  INS_MEASURE_CLUSTERS,   /* indications of a region, by threshold */
  INS_MEASURE_VOIDS,      /* share of a region that is void, by threshold */
  INS_MEASURE_PROFILE,    /* values along a line */
  INS_MEASURE_NOTE,       /* words at a point */
} InsMeasureKind;

#define INS_MEASURE_N_KINDS (INS_MEASURE_NOTE + 1)

typedef enum
{
  INS_MEASURE_ALL, /* the whole picture */
  INS_MEASURE_RECTANGLE,
  INS_MEASURE_POLYGON,
  INS_MEASURE_CIRCLE,
} InsMeasureShape;

/* Numbers that are NaN were not given. Thresholds, limits and references are in the unit of the
 * plane. Owned strings; copy with ins_measure_copy(). */
typedef struct
{
  char *name;
  InsMeasureKind kind;
  InsMeasureShape shape; /* of a region */
  guint n_points;
  InsAreaPoint *points; /* stage, mm: the ends; two opposite corners; corners; centre and one point
                           of the circle; the point */
  char *plane;        /* "amplitude", "tof", "depth", "thickness", "registration", "pulses", or one
                         of the recipe's derived planes */
  char *gate;         /* (nullable): of the plane; the first */
  char *from;         /* (nullable): gate that depth and thickness are counted from */
  gboolean is_below;  /* what lies below the threshold, limit or level is meant */
  double threshold;   /* clusters, voids */
  double limit;       /* statistics */
  guint least_pixels; /* of a cluster or a void */
  double merge_mm;    /* clusters whose nearest pixels are no farther apart are one */
  double drop_db;     /* sizing: level below the peak */
  double reference;   /* (NaN): sizing: what the drop counts from instead of the peak */
  char *text;         /* (nullable): note, or remark */
} InsMeasure;

InsMeasure *ins_measure_new (InsMeasureKind kind, const char *name);
InsMeasure *ins_measure_copy (const InsMeasure *self);
void ins_measure_free (InsMeasure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InsMeasure, ins_measure_free)

gboolean ins_measure_equal (const InsMeasure *self, const InsMeasure *other);

/* Takes a copy. */
void ins_measure_set_points (InsMeasure *self, const InsAreaPoint *points, guint n_points);

/* The word in a file or on a command line. */
const char *ins_measure_kind_to_word (InsMeasureKind kind);
const char *ins_measure_shape_to_word (InsMeasureShape shape);

gboolean ins_measure_has_region (const InsMeasure *self);

/* FALSE with INS_RECIPE_ERROR_VALUE, which names the measurement, if something is missing or does
 * not go together. */
gboolean ins_measure_validate (const InsMeasure *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One group "Measurement NAME" of a key file. */
InsMeasure *ins_measure_read (const InsKeyFile *file,
                              const char *group,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_measure_write (const InsMeasure *self, GKeyFile *file);

/* Its keys in a group of another kind, which may have more. */
InsMeasure *ins_measure_read_keys (const InsKeyFile *file,
                                   const char *group,
                                   const char *name,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_measure_write_keys (const InsMeasure *self, GKeyFile *file, const char *group);

/* (element-type InsMeasure) (transfer container full): every group of the key file. */
GPtrArray *ins_measure_read_all (const InsKeyFile *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
