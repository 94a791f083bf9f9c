/* ins-nde-places.h - a text in a scan file that can be written anew, whatever is cut short
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "storage/ins-nde-directory.h"
#include "storage/ins-nde-file.h"

G_BEGIN_DECLS

/* A dataset with two places of the same size for a text, each with a head; a new one goes where the
 * older is, so that a crash leaves one of the two whole. The newest whole one counts. */
typedef struct
{
  char magic[8];  /* which kind of text: "InsMeas1" */
  guint64 number; /* of the writing, from 1 on */
  guint32 length; /* of the text that follows */
  guint32 crc;    /* CRC-32 of number and length, then of the text */
} InsNdePlaceHead;

G_STATIC_ASSERT (sizeof (InsNdePlaceHead) == 24);

/* (transfer full) (nullable): %NULL if there is none, or the file has no such dataset. */
char *ins_nde_places_dup (InsNdeFile *file, guint dataset, const char *magic);

/**
 * ins_nde_places_open:
 * @layout: (out): of the very file that is written
 *
 * Returns: a locked descriptor; -1 with %INS_DEVICE_ERROR_BUSY while a scan writes the file,
 *   %INS_FILE_ERROR_FORMAT if it is not ours
 */
int ins_nde_places_open (const char *path,
                         InsNdeLayout *layout,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @length: at most half of the dataset without a head. Synced when it returns. */
gboolean ins_nde_places_write (int fd,
                               const char *path,
                               const InsNdeDataset *dataset,
                               const char *magic,
                               const char *text,
                               gsize length,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
