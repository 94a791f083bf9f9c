/* ins-export-private.h - what every export format is given
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "image/ins-picture.h"
#include "storage/ins-export.h"

G_BEGIN_DECLS

/* One plane of one gate, or a map of the whole scan. */
typedef struct
{
  InsNdeFile *file;
  const InsExportWish *wish;
  const InsScanGrid *grid;
  InsPlaneKind kind;
  guint gate;
  const char *title;   /* "Gate A amplitude", ASCII but for the gate's name */
  const char *unit;    /* "%", "s", "um" or "1" */
  const float *values; /* n_rows x n_columns, NaN for holes */
  const float *states; /* likewise, InsPixelState; INS_NO_DATA none */
  gsize n_values;
} InsExportPlane;

/* Of a plane whose file, wish and grid are said: what is asked for. (transfer full): its values,
 * which it then has, as it has @states: (out) (transfer full); %NULL with an error */
float *ins_export_find_plane (InsExportPlane *self,
                              const char *plane,
                              const char *gate,
                              float **states,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Each makes the bytes of a whole file. (transfer full); NULL with an error */
typedef GByteArray *(*InsExportFunc) (const InsExportPlane *plane, GError **error);

GByteArray *ins_export_png (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_pdf (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_tiff (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_npy (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_gsf (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_csv (const InsExportPlane *plane, GError **error);
GByteArray *ins_export_vti (const InsExportPlane *plane, GError **error);

/* All A-scans. Percent per count is the factor. */
typedef struct
{
  InsNdeFile *file;
  InsCscan *cscan; /* tells which A-scan is shown where */
  const InsExportWish *wish;
  const InsScanGrid *grid;
  const InsTiming *timing;
  const char *path; /* for messages */
  float percent_per_count;
} InsExportVolume;

/* Each writes into an empty file. */
typedef gboolean (*InsExportVolumeFunc) (const InsExportVolume *self, int fd, GError **error);

gboolean ins_export_npy_volume (const InsExportVolume *self, int fd, GError **error);
gboolean ins_export_vti_volume (const InsExportVolume *self, int fd, GError **error);
gboolean ins_export_csv_volume (const InsExportVolume *self, int fd, GError **error);
gboolean ins_export_tiff_volume (const InsExportVolume *self, int fd, GError **error);

/* The A-scan that is shown there; NULL for none. */
const gint16 *ins_export_volume_get_ascan (const InsExportVolume *self, guint row, guint column);

/* How many pictures of one sample are made at once, and those from @first on: [sample, row,
 * column]. FALSE once cancelled. */
guint ins_export_volume_get_n_slices (const InsExportVolume *self);
gboolean ins_export_volume_fill_slices (const InsExportVolume *self,
                                        guint first,
                                        guint n,
                                        float *values,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Depth of sample 0 and from one sample to the next, by the part's own sound velocity, mm. */
void ins_export_volume_get_depth (const InsExportVolume *self, double *first_mm, double *step_mm);

/* Says how far it is; FALSE with an error once it was cancelled. */
gboolean ins_export_go_on (const InsExportWish *wish,
                           double fraction,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The plane as a picture; @subtitle and @scaled belong to the caller. */
void ins_export_fill_picture (const InsExportPlane *plane,
                              InsPicture *picture,
                              char **subtitle,
                              float **scaled);

/* What is shown, for people: "Gate A, amplitude". (transfer full) */
char *ins_export_describe_plane (const InsExportPlane *plane);

/* Header of a .npy 1.0 file of float32. */
void ins_export_append_npy_header (GByteArray *bytes, const char *shape);

/* The tags that planes and stacks share; @description: for ImageJ. */
gboolean
ins_export_put_tiff_picture (void *tiff, const InsExportPlane *plane, const char *description);

/* Text with a point in numbers under any locale: only %s, %u and %d. */
void ins_export_append (GByteArray *bytes, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Coordinates come from sums; ten digits hide the last bits' noise. @text has room for
 * G_ASCII_DTOSTR_BUF_SIZE. */
const char *ins_export_format_number (char *text, double number);
/* Shortest that reads back as the same float. */
const char *ins_export_format_float (char *text, float number);

G_END_DECLS
