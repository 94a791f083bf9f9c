/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <pango/pangocairo.h>

#include "core/ins-error.h"
#include "image/ins-report.h"

#define PAGE_WIDTH INS_REPORT_WIDTH
#define PAGE_HEIGHT INS_REPORT_HEIGHT
#define MARGIN 48.0
#define WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define BOTTOM (PAGE_HEIGHT - MARGIN - 18.0) /* the foot stands below */
#define LABEL_WIDTH 140.0
#define CELL_GAP 6.0
#define MOST_PICTURE ((BOTTOM - MARGIN) * 2.0 / 3.0)

typedef enum
{
  BLOCK_HEADING,
  BLOCK_TEXT,
  BLOCK_PAIR,
  BLOCK_PICTURE,
  BLOCK_HEAD, /* of a table */
  BLOCK_ROW,
} BlockKind;

typedef struct
{
  BlockKind kind;
  char **texts;
  const InsPicture *picture;
} Block;

struct _InsReport
{
  char *title, *foot;
  GPtrArray *blocks;
};

/* Where the pages have come to. @n_pages: 0 while they are counted. */
typedef struct
{
  const InsReport *report;
  cairo_t *cr;
  double y;
  guint page, n_pages;
  guint only; /* the page that is to be seen; 0: each on a sheet of its own */
} Pages;

static void
block_free (gpointer data)
{
  Block *block = data;

  g_strfreev (block->texts);
  g_free (block);
}

InsReport *
ins_report_new (const char *title, const char *foot)
{
  InsReport *self = g_new0 (InsReport, 1);

  self->title = g_strdup (title);
  self->foot = g_strdup (foot);
  self->blocks = g_ptr_array_new_with_free_func (block_free);

  return self;
}

void
ins_report_free (InsReport *self)
{
  g_ptr_array_unref (self->blocks);
  g_free (self->title);
  g_free (self->foot);
  g_free (self);
}

static Block *
add (InsReport *self, BlockKind kind, const char *const *texts)
{
  Block *block = g_new0 (Block, 1);

  block->kind = kind;
  block->texts = g_strdupv ((char **)texts);
  g_ptr_array_add (self->blocks, block);

  return block;
}

void
ins_report_add_heading (InsReport *self, const char *text)
{
  add (self, BLOCK_HEADING, (const char *[]){ text, NULL });
}

void
ins_report_add_text (InsReport *self, const char *text)
{
  add (self, BLOCK_TEXT, (const char *[]){ text, NULL });
}

void
ins_report_add_pair (InsReport *self, const char *label, const char *value)
{
  if (value != NULL && *value != '\0')
    add (self, BLOCK_PAIR, (const char *[]){ label, value, NULL });
}

void
ins_report_add_picture (InsReport *self, const InsPicture *picture)
{
  add (self, BLOCK_PICTURE, (const char *[]){ NULL })->picture = picture;
}

void
ins_report_add_table (InsReport *self, const char *const *columns)
{
  add (self, BLOCK_HEAD, columns);
}

void
ins_report_add_row (InsReport *self, const char *const *cells)
{
  add (self, BLOCK_ROW, cells);
}

/* ---- text ---------------------------------------------------------------------------------- */

static PangoLayout *
make_layout (const Pages *pages, const char *text, double width, double points, gboolean is_bold)
{
  PangoLayout *layout = pango_cairo_create_layout (pages->cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, points * PANGO_SCALE);
  pango_font_description_set_weight (font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);

  return (double)height / PANGO_SCALE;
}

static void
show (const Pages *pages, PangoLayout *layout, double x, double y)
{
  cairo_set_source_rgb (pages->cr, 0.1, 0.1, 0.1);
  cairo_move_to (pages->cr, x, y);
  pango_cairo_show_layout (pages->cr, layout);
}

/* ---- pages --------------------------------------------------------------------------------- */

static void
put_foot (const Pages *pages)
{
  g_autofree char *number = g_strdup_printf (_ ("Page %u of %u"), pages->page, pages->n_pages);
  g_autoptr (PangoLayout) foot = make_layout (pages, pages->report->foot, WIDTH - 90.0, 8.0, FALSE);
  g_autoptr (PangoLayout) layout = make_layout (pages, number, 80.0, 8.0, FALSE);

  pango_layout_set_height (foot, -1);
  pango_layout_set_ellipsize (foot, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  show (pages, foot, MARGIN, PAGE_HEIGHT - MARGIN);
  show (pages, layout, PAGE_WIDTH - MARGIN - 80.0, PAGE_HEIGHT - MARGIN);
}

static void
end_page (const Pages *pages)
{
  put_foot (pages);
  if (pages->only == 0)
    cairo_show_page (pages->cr);
  cairo_restore (pages->cr);
}

static void
begin_page (Pages *pages)
{
  if (pages->page > 0)
    end_page (pages);
  pages->page++;
  pages->y = MARGIN;
  cairo_save (pages->cr);
  if (pages->only == 0 || pages->only == pages->page)
    return;
  cairo_rectangle (pages->cr, 0, 0, 0, 0);
  cairo_clip (pages->cr);
}

/* A block that is higher than a page runs over its end; nothing that a scan says is. */
static gboolean
make_room (Pages *pages, double height)
{
  if (pages->y + height <= BOTTOM || pages->y <= MARGIN)
    return FALSE;
  begin_page (pages);

  return TRUE;
}

static void
put_text (Pages *pages, const char *text, double points, gboolean is_bold, double gap)
{
  g_autoptr (PangoLayout) layout = make_layout (pages, text, WIDTH, points, is_bold);
  double height = get_height (layout);

  /* a heading goes with a few lines of what it is about */
  if (!make_room (pages, height + gap + (is_bold ? 48.0 : 0.0)))
    pages->y += gap;
  show (pages, layout, MARGIN, pages->y);
  pages->y += height + 3.0;
}

static void
put_pair (Pages *pages, char **texts)
{
  g_autoptr (PangoLayout) label = make_layout (pages, texts[0], LABEL_WIDTH - CELL_GAP, 9.0, FALSE);
  g_autoptr (PangoLayout) value = make_layout (pages, texts[1], WIDTH - LABEL_WIDTH, 9.0, FALSE);
  double height = MAX (get_height (label), get_height (value));

  make_room (pages, height);
  show (pages, label, MARGIN, pages->y);
  show (pages, value, MARGIN + LABEL_WIDTH, pages->y);
  pages->y += height + 2.0;
}

static double
get_row_height (const Pages *pages, const Block *block)
{
  guint n = g_strv_length (block->texts);
  double height = 0.0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PangoLayout) layout = make_layout (pages, block->texts[i], WIDTH / n - CELL_GAP,
                                                    8.0, block->kind == BLOCK_HEAD);

      height = MAX (height, get_height (layout));
    }

  return height + 4.0;
}

static void
put_cells (Pages *pages, const Block *block)
{
  guint n = g_strv_length (block->texts);
  double height = get_row_height (pages, block);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PangoLayout) layout = make_layout (pages, block->texts[i], WIDTH / n - CELL_GAP,
                                                    8.0, block->kind == BLOCK_HEAD);

      show (pages, layout, MARGIN + i * WIDTH / n, pages->y);
    }
  pages->y += height;
  cairo_set_source_rgb (pages->cr, 0.6, 0.6, 0.6);
  cairo_set_line_width (pages->cr, block->kind == BLOCK_HEAD ? 0.8 : 0.3);
  cairo_move_to (pages->cr, MARGIN, pages->y - 2.0);
  cairo_line_to (pages->cr, PAGE_WIDTH - MARGIN, pages->y - 2.0);
  cairo_stroke (pages->cr);
}

static void
put_row (Pages *pages, const Block *block, const Block *head)
{
  if (make_room (pages, get_row_height (pages, block)) && head != NULL)
    put_cells (pages, head);
  put_cells (pages, block);
}

static void
put_picture (Pages *pages, const InsPicture *picture)
{
  double width, height, scale;

  ins_picture_get_extent (picture, &width, &height);
  scale = MIN (WIDTH / width, MOST_PICTURE / height);
  make_room (pages, height * scale);
  cairo_save (pages->cr);
  cairo_translate (pages->cr, MARGIN, pages->y);
  cairo_scale (pages->cr, scale, scale);
  ins_picture_paint (picture, pages->cr);
  cairo_restore (pages->cr);
  pages->y += height * scale + 6.0;
}

static void
put_block (Pages *pages, const Block *block, const Block **head)
{
  switch (block->kind)
    {
    case BLOCK_HEADING:
      put_text (pages, block->texts[0], 11.0, TRUE, 8.0);
      return;
    case BLOCK_TEXT:
      put_text (pages, block->texts[0], 9.0, FALSE, 0.0);
      return;
    case BLOCK_PAIR:
      put_pair (pages, block->texts);
      return;
    case BLOCK_PICTURE:
      put_picture (pages, block->picture);
      return;
    case BLOCK_HEAD:
      *head = block;
      make_room (pages, 2 * get_row_height (pages, block));
      put_cells (pages, block);
      return;
    case BLOCK_ROW:
    default:
      put_row (pages, block, *head);
      return;
    }
}

static void
put_all (Pages *pages)
{
  const Block *head = NULL;

  begin_page (pages);
  put_text (pages, pages->report->title, 16.0, TRUE, 0.0);
  for (guint i = 0; i < pages->report->blocks->len; i++)
    put_block (pages, g_ptr_array_index (pages->report->blocks, i), &head);
  end_page (pages);
}

static cairo_status_t
on_write (void *closure, const unsigned char *data, unsigned int n)
{
  if (closure != NULL)
    g_byte_array_append (closure, data, n);

  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw (InsReport *self, const char *creator, GByteArray *bytes, guint *n_pages)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (on_write, bytes, PAGE_WIDTH,
                                                                  PAGE_HEIGHT);
  Pages pages = { .report = self, .n_pages = *n_pages };
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, creator);
  pages.cr = cairo_create (surface);
  put_all (&pages);
  status = cairo_status (pages.cr);
  cairo_destroy (pages.cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  *n_pages = pages.page;

  return status;
}

GByteArray *
ins_report_draw_pdf (InsReport *self, const char *creator, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint n_pages = 0;
  cairo_status_t status = draw (self, creator, NULL, &n_pages);

  if (status == CAIRO_STATUS_SUCCESS)
    status = draw (self, creator, bytes, &n_pages);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, INS_FILE_ERROR, INS_FILE_ERROR_IO, _ ("The report cannot be drawn: %s."),
                   cairo_status_to_string (status));
      return NULL;
    }

  return g_steal_pointer (&bytes);
}

guint
ins_report_draw_page (InsReport *self, guint page, cairo_t *cr)
{
  guint n_pages = 0;
  Pages pages = { .report = self, .cr = cr, .only = page + 1 };

  if (draw (self, "", NULL, &n_pages) != CAIRO_STATUS_SUCCESS)
    return 0;
  pages.n_pages = n_pages;
  cairo_save (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_fill (cr);
  put_all (&pages);
  cairo_restore (cr);

  return n_pages;
}
