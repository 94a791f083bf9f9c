/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/ins-card-page-private.h"
#include "app/ins-card-text.h"
#include "app/ins-panel-text.h"

/* Rates that differ by less than this share are the same one. */
#define RATE_ROUNDING 1e-6

/* ---- sample rate --------------------------------------------------------------------------- */

static void
add_rate (InsCardPage *self, GStrvBuilder *builder, double hz)
{
  g_autofree char *text = ins_card_text_rate (hz);

  g_strv_builder_add (builder, text);
  g_array_append_val (self->rates_hz, hz);
}

/* What the card does exactly, and what the recipe asks for, wherever it lies. */
static guint
list_rates (InsCardPage *self, GStrvBuilder *builder, double wanted_hz)
{
  const double most_hz = ins_card_choice_get_maximum_rate_hz (&self->offer, &self->wiring);
  guint selected = GTK_INVALID_LIST_POSITION;

  g_array_set_size (self->rates_hz, 0);
  for (guint i = 0; i < self->offer.n_rates; i++)
    {
      const double hz = self->offer.rates_hz[i];

      if (most_hz > 0.0 && hz > most_hz * (1.0 + RATE_ROUNDING))
        continue;
      if (selected == GTK_INVALID_LIST_POSITION && wanted_hz > hz * (1.0 + RATE_ROUNDING))
        {
          selected = self->rates_hz->len;
          add_rate (self, builder, wanted_hz);
        }
      if (selected == GTK_INVALID_LIST_POSITION && fabs (wanted_hz - hz) <= hz * RATE_ROUNDING)
        selected = self->rates_hz->len;
      add_rate (self, builder, hz);
    }
  if (selected == GTK_INVALID_LIST_POSITION)
    {
      selected = self->rates_hz->len;
      add_rate (self, builder, wanted_hz);
    }

  return selected;
}

/* How long a record is; or that the card does not sample so fast. */
static void
show_record (InsCardPage *self, const InsTiming *timing)
{
  const double most_hz = ins_card_choice_get_maximum_rate_hz (&self->offer, &self->wiring);
  const gboolean too_fast = most_hz > 0.0 &&
                            timing->sample_rate_hz > most_hz * (1.0 + RATE_ROUNDING);
  g_autofree char *most = ins_card_text_rate (most_hz);
  g_autofree char *us = ins_panel_text_number (
      round (timing->n_samples / timing->sample_rate_hz * 1e8) / 1e2);
  g_autofree char *text = NULL;

  if (too_fast)
    text = g_strdup_printf (_ ("As wired, this card does at most %s. Choose a rate."), most);
  else
    text = g_strdup_printf (
        ngettext ("%u sample, %s µs a pulse", "%u samples, %s µs a pulse", timing->n_samples),
        timing->n_samples, us);
  gtk_label_set_text (self->record, text);
  if (too_fast)
    gtk_widget_add_css_class (GTK_WIDGET (self->record), "c-bad");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->record), "c-bad");
}

void
ins_card_page_show_rate (InsCardPage *self)
{
  const InsTiming *timing = &ins_session_get_recipe (self->session)->timing;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const guint selected = list_rates (self, builder, timing->sample_rate_hz);
  g_auto (GStrv) items = g_strv_builder_end (builder);

  ins_choice_set_items (self->rate, (const char *const *)items);
  ins_choice_set_selected (self->rate, selected);
  show_record (self, timing);
}

/* The record keeps its length in time, so that the gates stay where the echoes are. */
void
ins_card_page_take_rate (InsCardPage *self)
{
  const guint selected = ins_choice_get_selected (self->rate);
  g_autoptr (InsRecipe) recipe = ins_recipe_copy (ins_session_get_recipe (self->session));
  const double record_s = recipe->timing.n_samples / recipe->timing.sample_rate_hz;
  double hz;

  if (selected >= self->rates_hz->len)
    return;
  hz = g_array_index (self->rates_hz, double, selected);
  recipe->timing.sample_rate_hz = hz;
  recipe->timing.n_samples = (guint)CLAMP (round (record_s * hz), 2.0, 1048576.0);
  ins_session_set_recipe (self->session, recipe);
}

/* ---- simulated part ------------------------------------------------------------------------ */

static const struct
{
  const char *name;
  const char *words;
} parts[] = {
  { "coin", N_ ("Coin") },
  { "blocks", N_ ("Step blocks") },
  { "resolution", N_ ("Resolution target") },
  { "composite", N_ ("Composite plate") },
  { "package", N_ ("Chip package") },
};

/* From the colon to the question mark, and the rest: "sim:composite?beam_mm=0.6". */
static char *
split_sim_address (const char *address, const char **options)
{
  const char *question = strchr (address, '?');
  const char *end = question != NULL ? question : address + strlen (address);
  const char *colon = memchr (address, ':', (gsize)(end - address));

  *options = end;

  return colon != NULL && colon + 1 < end ? g_strndup (colon + 1, (gsize)(end - colon - 1))
                                          : g_strdup ("coin");
}

void
ins_card_page_show_part (InsCardPage *self)
{
  const char *items[G_N_ELEMENTS (parts) + 2] = { NULL };
  const char *options;
  g_autofree char *name = split_sim_address (self->sim_address, &options);
  guint selected = G_N_ELEMENTS (parts);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      items[i] = _ (parts[i].words);
      if (strcmp (parts[i].name, name) == 0)
        selected = i;
    }
  /* a picture of one's own */
  if (selected == G_N_ELEMENTS (parts))
    items[selected] = name;
  ins_choice_set_items (self->part, items);
  ins_choice_set_selected (self->part, selected);
  ins_group_set_summary (self->part_group, items[selected]);
}

void
ins_card_page_take_part (InsCardPage *self)
{
  const guint selected = ins_choice_get_selected (self->part);
  const char *options;
  g_autofree char *old = split_sim_address (self->sim_address, &options);
  char *address;

  if (selected >= G_N_ELEMENTS (parts))
    return;
  address = g_strdup_printf ("sim:%s%s", parts[selected].name, options);
  g_free (self->sim_address);
  self->sim_address = address;
}
