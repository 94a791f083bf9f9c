/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/ins-cli-area.h"
#include "cli/ins-cli.h"
#include "core/ins-number.h"

#define MAX_NUMBERS 4

void
ins_cli_area_clear (InsCliArea *self)
{
  g_clear_pointer (&self->region, g_free);
  g_clear_pointer (&self->step, g_free);
}

/* How many numbers @text is, separated by commas; 0 if it is something else. */
static guint
parse_numbers (const char *text, double numbers[MAX_NUMBERS])
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  guint n = g_strv_length (parts);

  if (n > MAX_NUMBERS)
    return 0;
  for (guint i = 0; i < n; i++)
    if (!ins_number_parse (parts[i], &numbers[i]))
      return 0;

  return n;
}

static InsRecipe *
choose_rectangle (const InsCliArea *self, const InsRecipe *recipe, const double corners[4])
{
  const InsAreaPoint one = { corners[0], corners[1] }, other = { corners[2], corners[3] };
  double steps[MAX_NUMBERS] = { recipe->scan_step_mm, recipe->index_step_mm };
  g_autoptr (InsRecipe) part = NULL;
  GError *error = NULL;
  guint n = self->step != NULL ? parse_numbers (self->step, steps) : 2;

  if (n == 1)
    steps[1] = steps[0];
  if (n < 1 || n > 2 || !(steps[0] > 0.0) || !(steps[1] > 0.0))
    {
      ins_cli_complain (_ ("--step is one number of mm, or two: of the scan and of the index axis. "
                           "“%s” is neither."),
                        self->step);
      return NULL;
    }
  part = ins_recipe_new_for_rectangle (recipe, &one, &other, steps[0], steps[1]);
  if (ins_recipe_validate (part, &error))
    return g_steal_pointer (&part);
  ins_cli_fail (error);

  return NULL;
}

InsRecipe *
ins_cli_area_choose (const InsCliArea *self, InsRecipe *recipe)
{
  g_autoptr (InsRecipe) whole = recipe;
  double corners[MAX_NUMBERS];

  if (self->region != NULL)
    for (guint i = 0; i < whole->n_regions; i++)
      if (g_str_equal (whole->regions[i].name, self->region))
        {
          if (self->step == NULL)
            return ins_recipe_new_for_region (whole, i);
          ins_cli_complain (_ ("A region has its own steps. Leave out --step."));
          return NULL;
        }
  if (self->region != NULL && parse_numbers (self->region, corners) == 4)
    return choose_rectangle (self, whole, corners);
  if (self->region == NULL && self->step == NULL)
    return g_steal_pointer (&whole);

  if (self->region == NULL)
    ins_cli_complain (_ ("--step is for a rectangle. Say which by --region X0,Y0,X1,Y1."));
  else
    ins_cli_complain (_ ("The recipe has no region “%s”, and it is not a rectangle X0,Y0,X1,Y1."),
                      self->region);

  return NULL;
}
