/* ins-compare-figures.c - what the difference of two scans comes to, in numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/ins-compare-private.h"
#include "core/ins-number.h"

#define US_PER_S 1e6

enum
{
  COMPARED,
  MEAN,
  DEVIATION,
  RMS,
  LEAST,
  GREATEST,
};

char *
ins_compare_view_format (InsCompareView *self, double value, gboolean is_difference)
{
  const InsComparePlane *plane = ins_compare_view_get_plane (self);
  const double shown = plane->kind == INS_PLANE_TOF && !is_difference ? value * US_PER_S : value;
  const double size = fabs (shown);
  const guint n_decimals = plane->kind == INS_PLANE_TOF ? 3 : size < 10.0 ? 2 : 1;
  g_autofree char *number = ins_number_format_typed (shown, n_decimals);

  if (*plane->unit == '\0')
    return g_steal_pointer (&number);

  return g_strdup_printf ("%s %s", number, plane->unit);
}

static void
show (InsCompareView *self, guint figure, char *text)
{
  gtk_label_set_text (self->figures[figure], text);
  g_free (text);
}

static char *
make_count (const InsDifferenceFigures *figures, const InsScanGrid *grid)
{
  const double n = (double)grid->n_rows * grid->n_columns;
  g_autofree char *share = ins_number_format_typed (100.0 * (double)figures->n_compared / n, 1);

  /* Translators: pixels, then their share of scan A in percent */
  return g_strdup_printf (_ ("%.0f (%s %% of A)"), (double)figures->n_compared, share);
}

void
ins_compare_view_show_figures (InsCompareView *self)
{
  const InsDifferenceFigures *figures = &self->result->figures;
  const InsScanGrid *a = ins_cscan_get_grid (self->scans[INS_COMPARE_A].cscan);
  const InsScanGrid *b = ins_cscan_get_grid (self->scans[INS_COMPARE_B].cscan);
  g_autofree char *sentence = ins_compare_describe_outcome (self->result, a, b);
  const double values[INS_COMPARE_N_FIGURES] = {
    [MEAN] = figures->mean,   [DEVIATION] = figures->deviation, [RMS] = figures->rms,
    [LEAST] = figures->least, [GREATEST] = figures->greatest,
  };

  gtk_label_set_text (self->sentence_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sentence_label), sentence != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->figures_grid), sentence == NULL);
  gtk_widget_set_visible (self->farthest_button, sentence == NULL);
  if (sentence != NULL)
    return;
  show (self, COMPARED, make_count (figures, a));
  for (guint i = MEAN; i < INS_COMPARE_N_FIGURES; i++)
    show (self, i, ins_compare_view_format (self, values[i], TRUE));
}

void
ins_compare_view_make_figures (InsCompareView *self)
{
  static const char *const names[INS_COMPARE_N_FIGURES] = {
    [COMPARED] = N_ ("Pixels compared"),
    [MEAN] = N_ ("Mean"),
    [DEVIATION] = N_ ("Standard deviation"),
    [RMS] = N_ ("Root mean square"),
    [LEAST] = N_ ("Least"),
    [GREATEST] = N_ ("Greatest"),
  };

  for (guint i = 0; i < INS_COMPARE_N_FIGURES; i++)
    {
      GtkWidget *name = gtk_label_new (_ (names[i]));
      GtkWidget *value = gtk_label_new ("");

      gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
      gtk_label_set_xalign (GTK_LABEL (value), 0.0f);
      gtk_widget_add_css_class (name, "lab");
      gtk_widget_add_css_class (value, "tn");
      gtk_label_set_selectable (GTK_LABEL (value), TRUE);
      gtk_grid_attach (self->figures_grid, name, 0, (int)i, 1, 1);
      gtk_grid_attach (self->figures_grid, value, 1, (int)i, 1, 1);
      self->figures[i] = GTK_LABEL (value);
    }
}
