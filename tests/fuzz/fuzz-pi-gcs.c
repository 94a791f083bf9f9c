/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "devices/stage/ins-gcs-protocol.h"
#include "fuzz-lines.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes);

static void
check (const InsGcsReply *reply, InsGcsForm form)
{
  char name[64];

  FUZZ_CHECK (reply->n <= INS_GCS_MAX_ITEMS);
  for (guint i = 0; i < reply->n; i++)
    {
      fuzz_check_text (reply->items[i].key, INS_GCS_ITEM_BYTES);
      if (form == INS_GCS_FORM_VALUES)
        FUZZ_CHECK (isfinite (reply->items[i].number));
      FUZZ_CHECK (!isinf (reply->items[i].number));
    }
  if (form != INS_GCS_FORM_TEXT)
    return;
  fuzz_check_text (reply->text, sizeof reply->text);
  if (ins_gcs_parse_identity (reply->text, name, sizeof name))
    fuzz_check_text (name, sizeof name);
}

/* Answers of several lines: from every line's beginning to every line's end. */
int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize n_bytes)
{
  const char *text = (const char *)bytes;
  gsize begin = 0;

  for (gsize end = 1; end <= n_bytes; end++)
    {
      gboolean is_more = FALSE;

      if (text[end - 1] != '\n' && end < n_bytes)
        continue;
      for (guint form = INS_GCS_FORM_TEXT; form <= INS_GCS_FORM_READY; form++)
        {
          InsGcsReply reply = { 0 };
          InsGcsOutcome outcome = ins_gcs_parse (text + begin, end - begin, form, &reply);

          is_more |= outcome == INS_GCS_NEED_MORE;
          if (outcome == INS_GCS_REPLY)
            check (&reply, form);
        }
      if (!is_more)
        begin = end;
    }

  return 0;
}
