/* ins-export.h - pictures, tables, reports and volumes for other programs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* The plane name that stands for all A-scans: a volume. */
#define INS_EXPORT_ASCANS "ascans"

typedef struct
{
  const char *suffix;   /* "png"; with a point before it the end of a file's name */
  const char *title;    /* for people, not yet translated */
  gboolean takes_plane; /* FALSE: A-scans only */
  gboolean takes_ascans;
} InsExportFormat;

/* (array length=n) (transfer none): as a list offers them */
const InsExportFormat *ins_export_get_formats (guint *n);

/* @fraction: 0 to 1, on the thread that exports */
typedef void (*InsExportProgress) (double fraction, gpointer data);

/* A table of a report: strings as they are to stand there. */
typedef struct
{
  char *title;
  char **columns;  /* heads */
  GPtrArray *rows; /* (element-type GStrv): as many cells as columns */
} InsExportTable;

/* What a report does without. */
typedef enum
{
  INS_REPORT_NO_PICTURE = 1 << 0,
  INS_REPORT_NO_SCALE_BAR = 1 << 1,
  INS_REPORT_NO_PARAMETERS = 1 << 2, /* of the scan, and gates */
  INS_REPORT_NO_MEASUREMENTS = 1 << 3,
  INS_REPORT_NO_NOTES = 1 << 4, /* part and operator stay */
} InsReportLack;

/* All of it may be left out. */
typedef struct
{
  const char *format; /* suffix of a format; NULL: the file's name decides */
  const char *plane;  /* "amplitude" (default), "tof", or of the whole scan "registration" (how well
                       * the place of a pixel is known) or "pulses" (how many were averaged);
                       * "status", "alarms" (bits), a derived plane by its name;
                       * INS_EXPORT_ASCANS */
  const char *gate;   /* default the first */
  /* for the report; part, operator and notes are the file's unless they are given */
  const char *part, *operator_name, *notes;
  InsReportLack lacks;
  const char *second_plane, *second_gate; /* (nullable): another picture, below */
  GPtrArray *tables;                      /* (nullable) (element-type InsExportTable) */

  InsExportProgress progress;
  gpointer progress_data;
  GCancellable *cancellable;
} InsExportWish;

/* (transfer none): what InsExportWish.plane calls it. @index: of the derived plane, else unused */
const char *ins_export_get_plane_name (const InsRecipe *recipe, InsPlaneKind kind, guint index);

/**
 * ins_export:
 * @wish: (nullable): the amplitude of the first gate
 *
 * A plane is row-major, one row per scan line, one column per pixel, row 0 at the scan's start;
 * float32 in physical units (%, s, um, or a count), NaN for holes. Pixels are where the picture
 * shows them: a correction that is in force is applied.
 *
 * A-scans (.npy, .tif, .vti, .csv) are float32 percent of the screen height, NaN for holes: NumPy's
 * shape is rows, columns, samples; a TIFF stack and VTK have one picture per sample; a CSV table
 * one A-scan per row. They are written piece by piece: memory does not grow with the scan.
 *
 * Written beside and renamed, so that a full disk leaves no half file. INS_FILE_ERROR,
 * %INS_DEVICE_ERROR_UNSUPPORTED where a file has no A-scans, %G_IO_ERROR_CANCELLED. Blocks.
 */
gboolean ins_export (InsNdeFile *file, const char *path, const InsExportWish *wish, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/**
 * ins_export_draw_report:
 * @page: from 0 on
 * @px_per_point: scale of the picture
 * @n_pages: (out)
 *
 * A page of the report that ins_export() would write as PDF.
 *
 * Returns: (transfer full) (nullable): an RGB24 image surface; %NULL with an error as
 *   ins_export(). Blocks.
 */
cairo_surface_t *ins_export_draw_report (InsNdeFile *file,
                                         const InsExportWish *wish,
                                         guint page,
                                         double px_per_point,
                                         guint *n_pages,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
