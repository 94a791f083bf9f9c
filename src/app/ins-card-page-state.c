/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ins-card-page-private.h"
#include "app/ins-check-row.h"

static void
find_peak (InsCardPage *self, const InsSnapshot *snapshot, InsCardPeak *peak)
{
  InsEngine *engine = ins_session_get_engine (self->session);
  const guint capacity = MAX (MAX (snapshot->timing.n_samples, INS_MAX_OUTPUTS), 1024);
  InsTiming timing;
  guint n_samples = 0;

  if (capacity > self->capacity)
    {
      self->samples = g_renew (gint16, self->samples, capacity);
      self->capacity = capacity;
    }
  if (engine != NULL && snapshot->digitizer_link == INS_LINK_READY)
    n_samples = ins_engine_copy_ascan (engine, self->samples, self->capacity, &timing);
  ins_card_peak_find (peak, self->samples, n_samples, &snapshot->digitizer_info);
}

void
ins_card_page_show_state (InsCardPage *self)
{
  const InsSnapshot *snapshot = ins_session_get_snapshot (self->session);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->state));
  g_autoptr (GPtrArray) lines = NULL;
  InsCardPeak peak;

  find_peak (self, snapshot, &peak);
  lines = ins_card_status_describe (snapshot, &peak);
  for (guint i = 0; i < lines->len; i++)
    {
      const InsCheck *check = lines->pdata[i];

      if (row == NULL)
        {
          row = ins_check_row_new ();
          gtk_box_append (self->state, row);
        }
      ins_check_row_set (INS_CHECK_ROW (row), check->level, check->text);
      row = gtk_widget_get_next_sibling (row);
    }
  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      gtk_box_remove (self->state, row);
      row = next;
    }
}
